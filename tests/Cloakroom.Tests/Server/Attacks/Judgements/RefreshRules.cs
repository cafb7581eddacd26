using System.Text.Json;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Refresh tokens: once, by the way they were given out, and not after the end.</summary>
internal static class RefreshRules
{
    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    /// <summary>Tabs that race are given one successor, at whichever node they ask.</summary>
    public static async Task A076Async(Scene scene)
    {
        for (int run = 0; run < (IsLong ? 1000 : 5); run++)
        {
            string token = scene.Saved["R0"] = NextOf(await (await scene.Ada).LoginAsync("token"));
            AttackRequest half = scene.Attack.Requests[0] with { Parallel = scene.Attack.Requests[0].Parallel / 2 };
            Played[] nodes = await Task.WhenAll(scene.PlayAsync(half), scene.PlayAsync(half, scene.Ground.There));
            Assert.All(nodes, p => p.Is(200));
            WireAnswer[] answers = [.. nodes.SelectMany(p => p.Answers)];
            Assert.Equal(8, answers.Length);
            string next = Assert.Single(answers.Select(NextOf).Distinct(StringComparer.Ordinal));
            Assert.NotEqual(token, next);
            Assert.Equal(200, (await scene.Ground.There.RefreshAsync(next)).Status);
        }
    }

    /// <summary>Whoever has lost the answer asks again and is given the same; after the grace it is a copy, and ends the session.</summary>
    public static async Task A077Async(Scene scene)
    {
        await using Ground ground = await scene.NewGroundAsync(nodes: 1);
        Scene there = scene.On(ground);
        WireAnswer login = await (await there.Ada).LoginAsync("token");
        there.Saved["R0"] = NextOf(login);
        using (Wire lost = await Wire.OpenAsync(ground.Here.Url))
        {
            await lost.SendAsync(Assert.Single(await new RequestWriter(there).WriteAsync(scene.Attack.Requests[0])));
            await lost.BeginsAsync();
        }

        ground.Clock.Advance(TimeSpan.FromSeconds(5));
        Played retry = await there.PlayAsync(scene.Attack.Requests[1]), again = await there.PlayAsync(scene.Attack.Requests[1]);
        retry.Is(200);
        Assert.Equal(NextOf(retry.Answer), NextOf(again.Answer));
        string access = retry.Answer.Json.GetProperty("access_token").GetString() ?? "";
        Assert.Equal(200, (await ground.Here.BearAsync("/auth/session", access)).Status);

        ground.Clock.Advance(TimeSpan.FromSeconds(6));
        Played late = await there.PlayAsync(scene.Attack.Requests[1]);
        Assert.Equal((401, "refresh_reused"), (late.Answer.Status, late.Answer.Code));
        Assert.Equal(401, (await ground.Here.BearAsync("/auth/session", access)).Status);
        Assert.Equal(401, (await ground.Here.RefreshAsync(NextOf(retry.Answer))).Status);
    }

    /// <summary>There are two ways that a token may come by and no clients besides; one that comes by the other way is refused and not used up.</summary>
    public static async Task A078Async(Scene scene)
    {
        Person ada = await scene.Ada;
        string ofBrowser = (await ada.CookieTokensAsync()).Refresh, ofPhone = (await ada.TokensAsync()).Refresh;
        Node node = scene.Ground.Here;
        AttackRequest foreign = scene.Attack.Requests[0] with { Body = "{R}" };
        scene.Saved["R"] = ofBrowser;
        Played played = await scene.PlayAsync(foreign);
        Assert.Equal((401, "unknown_session"), (played.Answer.Status, played.Answer.Code));
        Assert.Contains(node.Log.Lines, l => l.Contains("Refused POST /auth/refresh: unknown_session", StringComparison.Ordinal));
        WireAnswer inCookie = await ByCookieAsync(node, ofPhone);
        Assert.Equal((401, "unknown_session"), (inCookie.Status, inCookie.Code));
        Assert.Empty(inCookie.All("Set-Cookie"));

        Assert.Equal(200, (await ByCookieAsync(node, ofBrowser)).Status);
        Assert.Equal(200, (await node.RefreshAsync(ofPhone)).Status);
    }

    /// <summary>A token that is revoked is over, at once; what is no token is revoked already, and nobody else's is touched.</summary>
    public static async Task A081Async(Scene scene)
    {
        string bobs = (await (await scene.Bob).TokensAsync()).Access;
        IReadOnlyList<Played> played = await scene.PlayAsync();
        // The line's 400 is our 401, with the reason.
        Assert.Equal([200, 401, 200], played.Select(p => p.Answer.Status));
        Assert.Equal("revoked", played[1].Answer.Code);
        Assert.Equal(401, (await scene.Ground.Here.BearAsync("/auth/session", (await (await scene.Ada).TokensAsync()).Access)).Status);
        Assert.Equal(200, (await scene.Ground.Here.BearAsync("/auth/session", bobs)).Status);
    }

    /// <summary>Introspection is for those who are logged in, and says of what is not good, or not theirs, nothing but that.</summary>
    public static async Task A082Async(Scene scene)
    {
        (await scene.PlayAsync(scene.Attack.Requests[0])).Is(401);
        string asking = (await (await scene.Ada).TokensAsync()).Access;
        AttackRequest inactive = scene.Attack.Requests[1] with { Headers = [("Authorization", $"Bearer {asking}")] };
        Played played = await scene.PlayAsync(inactive);
        Assert.Equal(3, played.Answers.Count);
        Assert.All(played.Answers, a => Assert.Equal((200, "{\"active\":false}"), (a.Status, a.Body)));
        Assert.All(played.Answers, a => Assert.Equal("no-store", a.Header("Cache-Control")));

        // The same question by the one whose it is, before and after the end.
        WireAnswer bob = await (await scene.Bob).LoginAsync("token");
        string token = bob.Json.GetProperty("access_token").GetString() ?? "", other = (await (await scene.Bob).TokensAsync()).Access;
        AttackRequest own = inactive with { Headers = [("Authorization", $"Bearer {other}")], Body = $"token={token}" };
        Assert.True((await scene.PlayAsync(own)).Answer.Json.GetProperty("active").GetBoolean());
        await scene.Ground.Here.SendAsync("POST", "/auth/logout", null, ("Authorization", $"Bearer {token}"));
        await NodeCalls.BecomesAsync("{\"active\":false}", async () => (await scene.PlayAsync(own, scene.Ground.There)).Answer.Body);
    }

    private static string NextOf(WireAnswer answer) => answer.Json.GetProperty("refresh_token").GetString() ?? throw new JsonException("No refresh token.");

    private static Task<WireAnswer> ByCookieAsync(Node node, string token) =>
        node.SendAsync("POST", "/auth/refresh", null, ("Cookie", $"{Person.RefreshCookie}={token}"), ("Origin", Ground.Origin));
}
