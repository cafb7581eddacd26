using Cloakroom.PostgreSql;
using Cloakroom.Tests.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.PostgreSql;

public sealed class PostgreSqlHostileRecordTests(SharedPostgres shared) : IAsyncLifetime
{
    private readonly string _schema = SharedPostgres.NewSchema();
    private PostgresProcess? _server;
    private PostgreSqlSessionStore? _store;

    private static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private PostgreSqlSessionStore Store => _store ?? throw new InvalidOperationException("It is not open.");

    public async ValueTask InitializeAsync()
    {
        _server = await shared.ServerAsync();
        _store = PostgreSqlSessionStore.Open(SharedPostgres.Options(_server, _schema), TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Record_of_another_session_is_never_returned()
    {
        Session victim = await Store.AddAsync(Now, "victim"), thief = await Store.AddAsync(Now, "thief");
        await RunAsync($"UPDATE {_schema}.session SET record = (SELECT record FROM {_schema}.session WHERE digest = {Sql(victim)}) WHERE digest = {Sql(thief)}");
        Assert.Equal(StoredSession.Absent, await Store.FindAsync(thief));
        Assert.Empty(await Store.ListAsync("thief", Stop));
        Assert.Equal(victim, (await Store.FindAsync(victim)).Session);
        Assert.True(Store.Parts.Metrics.UnreadableRows > 0);
    }

    [Theory]
    [InlineData("'\\x'")]
    [InlineData("'\\x00'")]
    [InlineData("'\\x01'")]
    [InlineData("'\\xff0102'")]
    [InlineData("decode(repeat('00', 100000), 'hex')")]
    [InlineData("substr(record, 1, length(record) - 1)")]
    [InlineData("record || '\\x00'")]
    public async Task Damaged_record_is_absent_stays_where_it_is_and_can_be_ended(string record)
    {
        Session session = await Store.AddAsync(Now);
        await RunAsync($"UPDATE {_schema}.session SET record = {record} WHERE digest = {Sql(session)}");
        Assert.Equal(StoredSession.Absent, await Store.FindAsync(session));
        Assert.Empty(await Store.ListAsync("42", Stop));
        Assert.Equal(Applied.Exists, (await Store.CreateAsync(new(session, 1), Stop)).Applied);
        Assert.Equal(Applied.Done, await Store.EndAsync(session));
        Assert.Equal(EndReason.LoggedOut, (await Store.FindAsync(session)).Ended);
    }

    [Fact]
    public async Task Users_that_share_a_key_are_told_apart_when_listed()
    {
        Session mine = await Store.AddAsync(Now, "me"), other = await Store.AddAsync(Now, "you");
        await RunAsync($"UPDATE {_schema}.session SET user_key = '{UserKey.Of("me")}' WHERE digest = {Sql(other)}");
        Assert.Equal([mine], await Store.ListAsync("me", Stop));
    }

    [Theory]
    [InlineData(77, EndReason.Revoked)]
    [InlineData(-1, EndReason.Revoked)]
    [InlineData(5, EndReason.UserDisabled)]
    public async Task A_reason_of_a_later_version_counts_as_revoked(int number, EndReason why)
    {
        Session session = await Store.AddAsync(Now);
        await RunAsync($"UPDATE {_schema}.session SET ended = {number} WHERE digest = {Sql(session)}");
        Assert.Equal(why, (await Store.FindAsync(session)).Ended);
        Assert.Equal(Applied.Absent, await Store.EndAsync(session));
    }

    private async Task RunAsync(string sql) => await (_server ?? throw new InvalidOperationException("It does not run.")).AskAsync(sql);

    private static string Sql(Session session) => $"'\\x{Convert.ToHexStringLower(session.Digest.ToArray())}'";
}
