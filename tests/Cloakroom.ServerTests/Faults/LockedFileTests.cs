using Microsoft.Data.Sqlite;

namespace Cloakroom.ServerTests.Faults;

/// <summary>Another program holds the write lock of the file, a backup for example.</summary>
public sealed class LockedFileTests
{
    [Fact]
    public async Task Locked_file_stops_logins_for_a_while_and_reads_not_at_all()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using var caller = new Caller(server.Url);
        string userId = await caller.RegisterAsync("ann@example.org");
        string stays = await caller.SignInAsync("ann@example.org"), leaves = await caller.SignInAsync("ann@example.org");
        Assert.Equal(204, (await caller.PutAsync("cups", 1, stays)).Status);

        await using (var backup = new SqliteConnection($"Data Source={server.DataFile};Pooling=False"))
        {
            backup.Open();
            Run(backup, "BEGIN EXCLUSIVE");
            Assert.Equal(userId, (await caller.WhoAmIAsync(stays)).UserId);
            Assert.Equal("1", (await caller.GetAsync("/auth/data/cups", stays)).Body);
            Assert.Equal(200, (await caller.GetAsync("/auth/sessions", stays)).Status);
            Unavailable(await caller.LogInAsync("ann@example.org"));
            Unavailable(await caller.PutAsync("cups", 2, stays));

            // Accepted, not yet durable: on this server it counts at once.
            Reply logout = await caller.LogOutAsync(leaves);
            Assert.Equal(202, logout.Status);
            Assert.Equal(401, (await caller.WhoAmIAsync(leaves)).Status);
            Assert.Equal("1", (await caller.GetAsync("/auth/data/cups", stays)).Body);
            Run(backup, "COMMIT");
        }

        string later = await caller.SignInAsync("ann@example.org");
        Assert.Equal(userId, (await caller.WhoAmIAsync(later)).UserId);
        Assert.Equal(204, (await caller.PutAsync("cups", 2, stays)).Status);
        Assert.Equal(401, (await caller.WhoAmIAsync(leaves)).Status);
    }

    private static void Unavailable(Reply reply)
    {
        Assert.True(reply is { Status: 503, Code: "store_unavailable" }, $"expected 503 store_unavailable: {reply}");
        Assert.NotEmpty(reply.Header("Retry-After"));
        Assert.Empty(reply.Header("Set-Cookie"));
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
