using Cloakroom.Tests.AspNetCore;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>A store that takes no writes, that is away, or that somebody has written to.</summary>
internal static class StoreFaults
{
    private const string Busy = "BEGIN IMMEDIATE";

    /// <summary>A logout that the store could not take is not called done; it holds here at once, and everywhere when the store is back.</summary>
    public static async Task A022Async(Scene scene)
    {
        var store = new SwitchStore();
        await using Ground ground = await scene.NewGroundAsync(scene.Ground.IsMemory ? s => s.AddSingleton<ISessionStore>(store) : null);
        Scene there = scene.On(ground);
        Person ada = await there.Ada;
        string sid = await ada.SidAsync(), refresh = (await ada.TokensAsync()).Refresh;
        await Endings.IsEverywhereAsync(there, sid, 200);
        IReadOnlyList<Played> played;
        await using (await RefuseWritesAsync(scene, ground, store))
        {
            played = await there.PlayAsync();
            Assert.All(played, p => Assert.True(p.Answer.Status is 202 or 503, $"{p.Request.Path}: {p.Answer}"));
            Assert.Contains("Max-Age=0", played[0].Answer.Header("Set-Cookie"), StringComparison.Ordinal);
            Assert.Equal(401, (await ground.Here.AskAsync("/auth/session", sid)).Status);
        }

        await Endings.IsEverywhereAsync(there, sid, 401);
        await NodeCalls.BecomesAsync(401, async () => (await ground.Here.RefreshAsync(refresh)).Status);
        await NodeCalls.BecomesAsync(true, async () => await IsEndedAsync(ground, sid));
    }

    /// <summary>A cookie is a name and never data; of a record that is not ours nothing is believed, and nothing breaks.</summary>
    public static async Task A025Async(Scene scene)
    {
        Played cookie = await scene.PlayAsync(scene.Attack.Requests[0]);
        cookie.Is(401);
        if (scene.Ground.IsMemory)
        {
            // Records in memory are objects of this process: there is nothing that somebody could write to.
            return;
        }

        await using Ground ground = await scene.NewGroundAsync();
        Scene there = scene.On(ground);
        foreach (byte[] record in HostileRecords.All())
        {
            string sid = await (await ground.PersonAsync("ada")).SidAsync();
            Assert.NotEqual(0, await HostileRecords.ReplaceAsync(ground, scene.Grounds, record));
            there.Saved["SID"] = sid;
            // The other node has nothing in memory yet and must ask.
            (await there.PlayAsync(scene.Attack.Requests[1], ground.There)).Is(401);
            WireAnswer list = await ground.There.AskAsync("/auth/sessions", sid);
            Assert.Equal(401, list.Status);
        }

        Assert.True(HostileRecords.Unreadable(ground.There) > 0, "No metric tells of records that cannot be read.");
    }

    /// <summary>Every answer is hardened, whatever its status; the last one is not ours (docs/security.md).</summary>
    public static async Task A056Async(Scene scene)
    {
        var store = new SwitchStore();
        await using Ground away = await scene.NewGroundAsync(s => s.AddSingleton<ISessionStore>(store), nodes: 1);
        scene.Saved["SID"] = await (await scene.Ada).SidAsync();
        IReadOnlyList<AttackRequest> requests = scene.Attack.Requests;
        int[] statuses = [200, 404, 401, 503, 200];
        for (int i = 0; i < statuses.Length; i++)
        {
            store.Mode = statuses[i] == 503 ? StoreMode.Away : StoreMode.Works;
            Scene there = scene.On(away);
            there.Saved["SID"] = scene.Saved["SID"];
            Played played = await there.PlayAsync(requests[i]);
            played.Is(statuses[i]);
            AssertHardened(played.Answer, isAboutSomebody: statuses[i] != 200 || requests[i].Path == "{LOGINPAGE}");
        }

        // Answered by Kestrel before there is a request: no body that could be taken for something, no cookie, and the connection ends.
        WireAnswer broken = (await scene.PlayAsync(requests[^1])).Answer;
        Assert.Equal((400, "close"), (broken.Status, broken.Header("Connection")));
        Assert.True(broken.By is not null || broken.Body.Length == 0, broken.ToString());
        Assert.Empty(broken.All("Set-Cookie"));
    }

    private static void AssertHardened(WireAnswer answer, bool isAboutSomebody)
    {
        string what = answer.ToString();
        Assert.True(answer.Header("X-Content-Type-Options") == "nosniff", what);
        Assert.True(answer.Header("Referrer-Policy") == "same-origin", what);
        Assert.True(answer.Header("Strict-Transport-Security") == "max-age=31536000; includeSubDomains", what);
        Assert.True(answer.Header("Content-Security-Policy").Contains("default-src 'none'", StringComparison.Ordinal), what);
        Assert.True(!isAboutSomebody || answer.Header("Cache-Control") == "no-store", what);
    }

    private static async Task<IAsyncDisposable> RefuseWritesAsync(Scene scene, Ground ground, SwitchStore memory)
    {
        if (scene.Grounds.Redis is { } redis)
        {
            await redis.CliAsync("CONFIG", "SET", "min-replicas-to-write", "1");
            return new Undo(() => redis.CliAsync("CONFIG", "SET", "min-replicas-to-write", "0"));
        }

        if (ground.IsMemory)
        {
            memory.Mode = StoreMode.ReadOnly;
            return new Undo(() => Task.FromResult(memory.Mode = StoreMode.Works));
        }

        if (scene.Grounds.Postgres is { } postgres)
        {
            return await LockedAsync(await postgres.ConnectAsync(ground.Database));
        }

        var connection = new SqliteConnection($"Data Source={Path.Combine(ground.Here.Folder, "cloakroom.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using (SqliteCommand command = connection.CreateCommand())
        {
            command.CommandText = Busy;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        return connection;
    }

    // For as long as this is open others can read and not write.
    private static async Task<NpgsqlConnection> LockedAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE cloakroom.session IN EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task<bool> IsEndedAsync(Ground ground, string sid)
    {
        ISessionStore store = ground.Here.Services.GetRequiredService<ISessionStore>();
        return SessionId.TryParse(sid, out SessionId id) && (await store.FindAsync(id.DigestFor(store), TestContext.Current.CancellationToken)).Session is null;
    }

    private sealed class Undo(Func<Task> action) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await action();
    }
}
