using System.Text;
using Cloakroom.Server.Monitoring;
using Cloakroom.Tests.PostgreSql;
using Cloakroom.Tests.Server.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Secrets where they do not belong: in the store, in the log, in a cache, in another deployment.</summary>
internal static class Leaks
{
    /// <summary>Neither the store nor the log, however talkative, nor a trace or a metric has a secret in it.</summary>
    public static async Task A016Async(Scene scene)
    {
        await using Collector collector = await Collector.StartAsync();
        await using Ground ground = await scene.NewGroundAsync(
            replace: null, nodes: 1, "--Logging:LogLevel:Default", "Trace", "--Logging:LogLevel:Microsoft", "Debug", "--Telemetry:Otlp", collector.Url.ToString());
        Scene there = scene.On(ground);
        Person ada = await there.Ada;
        string sid = await ada.SidAsync();
        (string access, string refresh) = await ada.TokensAsync();
        string next = (await ground.Here.RefreshAsync(refresh)).Json.GetProperty("refresh_token").GetString() ?? "";
        string csrf = (await Values.OfAsync(there, "CSRF_TOKEN")).Single();
        there.Saved["SID"] = sid;
        (await there.PlayAsync(scene.Attack.Requests[0])).Is(200);
        (await there.PlayAsync(scene.Attack.Requests[1])).Is(401);

        string[] secrets = [sid, access.Split('.')[2], refresh[..SessionId.EncodedLength], refresh[SessionId.EncodedLength..], next[SessionId.EncodedLength..], csrf, Person.Password];
        Assert.Contains(ground.Here.Log.Lines, l => l.StartsWith("Debug", StringComparison.Ordinal));
        Exporting exporting = ground.Here.Services.GetRequiredService<Exporting>();
        await AspNetCore.Until.TrueAsync(() => exporting.Flush() && collector.Has("cloakroom.authenticate") && collector.Has("cloakroom.decisions"));
        IEnumerable<(string Name, byte[] Content)> exported = collector.Received.Select(r => ($"what was sent to {r.Path}", r.Body));
        foreach ((string name, byte[] content) in (await PlacesAsync(scene, ground)).Concat(exported))
        {
            Assert.All(secrets, secret => Assert.False(Has(content, Encoding.UTF8.GetBytes(secret)), $"A secret is in {name}."));
            Assert.False(Has(content, Bytes(sid)), $"The bytes of the session ID are in {name}.");
        }
    }

    /// <summary>What another deployment has given out is worth nothing here, although both have the same address.</summary>
    public static async Task A018Async(Scene scene)
    {
        await using Ground other = await scene.NewGroundAsync(nodes: 1);
        await scene.PlayAsWrittenAsync(other.Here);
        Person ada = await scene.Ada;
        Assert.Equal((200, 200), ((await scene.Ground.Here.AskAsync("/auth/session", await ada.SidAsync())).Status, (await scene.Ground.Here.BearAsync("/auth/sessions", (await ada.TokensAsync()).Access)).Status));
        string weak = Convert.ToBase64String(new byte[31]);
        await Assert.ThrowsAsync<Cloakroom.Server.Settings.StartRefusedException>(() => scene.NewGroundAsync(replace: null, nodes: 1, "--Keys:Secret", weak));
    }

    /// <summary>No cache may keep what is said to one person.</summary>
    public static async Task A024Async(Scene scene)
    {
        IReadOnlyList<Played> played = await scene.PlayAsync();
        foreach (WireAnswer answer in played.SelectMany(p => p.Answers))
        {
            Assert.Equal("no-store", answer.Header("Cache-Control"));
            string[] vary = answer.Header("Vary").Split(',', StringSplitOptions.TrimEntries);
            Assert.Contains("Cookie", vary);
            Assert.Contains("Authorization", vary);
        }

        Assert.Equal([200, 401, 200, 401], played.Select(p => p.Answer.Status));
        Assert.All(played.Where(p => p.Answer.Status == 401), p => Assert.Empty(p.Answer.All("Set-Cookie")));
    }

    // As they are, or as a database prints them.
    private static bool Has(byte[] content, byte[] secret) =>
        content.AsSpan().IndexOf(secret) >= 0 || content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret))) >= 0;

    private static byte[] Bytes(string sid)
    {
        Assert.True(SessionId.TryParse(sid, out SessionId id));
        return SessionId.Bytes(in id).ToArray();
    }

    private static async Task<List<(string Name, byte[] Content)>> PlacesAsync(Scene scene, Ground ground)
    {
        List<(string, byte[])> places = [("the log", Encoding.UTF8.GetBytes(string.Join('\n', ground.Here.Log.Lines)))];
        IEnumerable<string> files = Directory.EnumerateFiles(ground.Here.Folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".journal", StringComparison.Ordinal));
        if (scene.Grounds.Redis is { } redis)
        {
            await redis.CliAsync("CONFIG", "SET", "rdbcompression", "no");
            Assert.Equal("OK", await redis.CliAsync("SAVE"));
            files = files.Append(Path.Combine(redis.Folder, "dump.rdb"));
        }

        if (scene.Grounds.Postgres is { } postgres)
        {
            places.Add(("the database", Encoding.UTF8.GetBytes(await DumpAsync(postgres, ground))));
        }

        foreach (string file in files)
        {
            await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
            places.Add((file, copy.ToArray()));
        }

        // In memory the accounts are in a file all the same.
        Assert.True(places.Count > 1);
        return places;
    }

    // Every row of every table as text.
    private static async Task<string> DumpAsync(PostgresProcess postgres, Ground ground)
    {
        await using NpgsqlConnection connection = await postgres.ConnectAsync(ground.Database);
        string[] tables = $"{await AskAsync("SELECT string_agg(format('%I.%I', schemaname, tablename), ' ') FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")}".Split(' ');
        Assert.Contains("cloakroom.session", tables);
        var dump = new StringBuilder();
        foreach (string table in tables)
        {
            dump.Append($"{await AskAsync($"SELECT string_agg(t::text, E'\n') FROM {table} t")}\n");
        }

        // The digest of the session is there, so that the rest would be too.
        Assert.Contains("\\x", dump.ToString(), StringComparison.Ordinal);
        return dump.ToString();

        async Task<object?> AskAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        }
    }
}
