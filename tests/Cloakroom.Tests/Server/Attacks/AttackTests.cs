namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Every attack of the file, over the wire, against the server on one kind of store. docs/security.md lists them.</summary>
public abstract class AttackTests(Grounds grounds)
{
    private const int Attempts = 4;

    public static TheoryData<string, string> Attacks => AttackFile.Rows();

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task An_attack_fails(string id, string title)
    {
        Attack attack = AttackFile.Of(id);
        Assert.Equal(title, attack.Title);
        Assert.True(Playbook.Played.ContainsKey(id), $"Nobody plays {id} {title}; play it, or say in the playbook why it does not apply.");
        for (int attempt = 1; ; attempt++)
        {
            int late = grounds.Late;
            try
            {
                await Playbook.Played[id](new Scene(attack, grounds, grounds.Main));
                return;
            }
            catch (Exception) when (attempt < Attempts && grounds.Late > late)
            {
                // On a busy machine a store is not heard in time, and what was to be 204 is 202 or 503. Once more, with other people.
            }
        }
    }
}

public sealed class MemoryAttackTests(MemoryGrounds grounds) : AttackTests(grounds), IClassFixture<MemoryGrounds>;

public sealed class SqliteAttackTests(SqliteGrounds grounds) : AttackTests(grounds), IClassFixture<SqliteGrounds>;

public sealed class RedisAttackTests(RedisGrounds grounds) : AttackTests(grounds), IClassFixture<RedisGrounds>;
