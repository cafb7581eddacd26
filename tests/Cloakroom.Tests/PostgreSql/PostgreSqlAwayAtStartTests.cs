using System.Net;
using Cloakroom.PostgreSql;
using Cloakroom.Tests.Server;
using Cloakroom.Tests.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.PostgreSql;

/// <summary>A PostgreSQL that comes up after us.</summary>
public sealed class PostgreSqlAwayAtStartTests
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("postgres://postgres@127.0.0.1:1/postgres")]
    [InlineData("postgres://postgres@127.0.0.1:1,127.0.0.1:2/postgres")]
    [InlineData("postgres://postgres@no-such-host.invalid/postgres")]
    public async Task A_server_that_cannot_be_reached_does_not_stop_the_start(string address)
    {
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(PostgreSqlStoreOptions.Parse(address), TimeProvider.System);
        StoreUnavailableException away = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.FindAsync(Login(Now).Digest, Stop));
        Assert.Equal("PostgreSQL cannot be reached.", away.Message);
        Assert.False(await store.RefreshAsync(Stop));
        Assert.Contains("cannot be reached", store.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_is_made_when_the_server_is_there()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync();
        await server.StopAsync("INT");
        PostgreSqlStoreOptions options = SharedPostgres.Options(server, "cloakroom");
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(options, TimeProvider.System), other = PostgreSqlSessionStore.Open(options, TimeProvider.System);
        var told = new Told();
        other.Observe(told);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.AddAsync(Now));
        await server.RestartAsync();
        Session session = await Until.AnsweredAsync(async () => await store.AddAsync(Now));
        await Until.TrueAsync(async () => await other.RefreshAsync(Stop) && await store.RefreshAsync(Stop));
        Assert.Equal((null, null, 1L), (store.Trouble, other.Trouble, store.Generation));
        await store.EndAsync(session);
        await Until.TrueAsync(() => told.End(session.Digest) is not null);
        Assert.Equal(EndReason.LoggedOut, (await other.FindAsync(session)).Ended);
    }

    [Fact]
    public async Task A_mistake_that_shows_only_then_is_told()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync();
        await server.StopAsync("INT");
        var options = PostgreSqlStoreOptions.Parse($"postgres://postgres@127.0.0.1:{server.Port}/nowhere");
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(options, TimeProvider.System);
        await server.RestartAsync();
        await Until.TrueAsync(() => store.Trouble?.Contains("cannot be used as it is set up", StringComparison.Ordinal) == true);
        StoreUnavailableException told = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.AddAsync(Now));
        Assert.Contains("has no database nowhere; make it", Assert.IsType<StoreStartException>(told.InnerException).Message, StringComparison.Ordinal);
        await server.AskAsync("CREATE DATABASE nowhere");
        await Until.AnsweredAsync(async () => await store.AddAsync(Now));
    }

    [Fact]
    public async Task The_server_starts_is_not_ready_and_becomes_ready_with_its_accounts()
    {
        await using PostgresProcess database = await PostgresProcess.StartAsync();
        await database.StopAsync("INT");
        await using RunningServer server = await RunningServer.StartAsync(["--Store", database.Address, "--Accounts:Store", "", "--Session:Journal", "off"]);
        using HttpClient client = server.Client();
        Assert.Contains("the database of the accounts is away", server.Banner(), StringComparison.Ordinal);
        using (HttpResponseMessage unready = await client.GetAsync("/health/ready", Stop), register = await server.RegisterAsync(), login = await server.LoginAsync())
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
            Assert.Contains("\"reason\":\"store\"", await unready.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (register.StatusCode, login.StatusCode));
        }

        await database.RestartAsync();
        await BecomesAsync(HttpStatusCode.OK, () => client.GetAsync("/health/ready", Stop));
        await BecomesAsync(HttpStatusCode.Created, () => server.RegisterAsync());
        await BecomesAsync(HttpStatusCode.OK, () => server.LoginAsync());
    }

    private static Task BecomesAsync(HttpStatusCode expected, Func<Task<HttpResponseMessage>> ask) => Until.TrueAsync(async () =>
    {
        using HttpResponseMessage answer = await ask();
        return answer.StatusCode == expected;
    });
}
