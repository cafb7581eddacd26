namespace Cloakroom.Tests.Server.Attacks;

/// <summary>
/// Every attack of the file, over the wire, against the server on one kind of store, directly and through each proxy. docs/security.md lists
/// them, and docs/security-tests.md has what was answered.
/// </summary>
public abstract class AttackTests(Grounds grounds, AttackReport report)
{
    private const int Attempts = 6;

    protected async Task PlayAsync(string id, Way way, string title)
    {
        Attack attack = AttackFile.Of(id);
        Assert.Equal(title, attack.Title);
        Assert.True(Playbook.Played.ContainsKey(id), $"Nobody plays {id} {title}; play it, or say in the playbook why it does not apply.");
        for (int attempt = 1; ; attempt++)
        {
            int late = grounds.Late;
            try
            {
                var scene = new Scene(attack, grounds, grounds.Main(way));
                await Playbook.Played[id](scene);
                Assert.NotEqual("", scene.Transcript.Text);
                report.Answered(id, grounds.Store, way, scene.Transcript.Text);
                return;
            }
            catch (Exception failed) when (attempt < Attempts && (grounds.Late > late || IsLate(failed)))
            {
                // On a busy machine a store is not heard in time, and what was to be 204 is 202 or 503. Once more, with other people.
            }
        }
    }

    // The test itself asks databases too, and runs commands that do.
    private static bool IsLate(Exception failed) =>
        failed is TimeoutException || failed.Message.Contains("did not answer in time", StringComparison.Ordinal) || (failed.InnerException is { } inner && IsLate(inner));
}

public sealed class MemoryAttackTests(MemoryGrounds grounds, AttackReport report) : AttackTests(grounds, report), IClassFixture<MemoryGrounds>
{
    public static TheoryData<string, Way, string> Attacks => AttackFile.Rows("memory");

    [Theory]
    [MemberData(nameof(Attacks))]
    public Task An_attack_fails(string id, Way way, string title) => PlayAsync(id, way, title);
}

public sealed class SqliteAttackTests(SqliteGrounds grounds, AttackReport report) : AttackTests(grounds, report), IClassFixture<SqliteGrounds>
{
    public static TheoryData<string, Way, string> Attacks => AttackFile.Rows("SQLite");

    [Theory]
    [MemberData(nameof(Attacks))]
    public Task An_attack_fails(string id, Way way, string title) => PlayAsync(id, way, title);
}

public sealed class RedisAttackTests(RedisGrounds grounds, AttackReport report) : AttackTests(grounds, report), IClassFixture<RedisGrounds>
{
    public static TheoryData<string, Way, string> Attacks => AttackFile.Rows("Redis");

    [Theory]
    [MemberData(nameof(Attacks))]
    public Task An_attack_fails(string id, Way way, string title) => PlayAsync(id, way, title);
}

public sealed class PostgreSqlAttackTests(PostgreSqlGrounds grounds, AttackReport report) : AttackTests(grounds, report), IClassFixture<PostgreSqlGrounds>
{
    public static TheoryData<string, Way, string> Attacks => AttackFile.Rows("PostgreSQL");

    [Theory]
    [MemberData(nameof(Attacks))]
    public Task An_attack_fails(string id, Way way, string title) => PlayAsync(id, way, title);
}
