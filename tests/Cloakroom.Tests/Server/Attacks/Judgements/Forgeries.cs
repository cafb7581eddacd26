namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Requests that another site makes a browser send.</summary>
internal static class Forgeries
{
    /// <summary>Refused as the line says; nothing has changed, and the log has a line for each.</summary>
    public static async Task RefusedAsync(Scene scene)
    {
        Person ada = await scene.Ada;
        string sid = await ada.SidAsync(), other = await ada.LoggedInAsync();
        int before = Noted(scene);
        IReadOnlyList<Played> played = await scene.PlayAsWrittenAsync();
        await AreAliveAsync(scene, sid, other);
        Assert.Equal(before + played.Count, Noted(scene));
    }

    /// <summary>Without a word of where it is from a request needs a token: one of its own session, and no address of another site beside it.</summary>
    public static async Task A044Async(Scene scene)
    {
        Person ada = await scene.Ada;
        string other = await ada.LoggedInAsync();
        IReadOnlyList<AttackRequest> requests = scene.Attack.Requests;
        (await scene.PlayAsync(requests[0])).Is(403);
        (await scene.PlayAsync(requests[2])).Is(403);
        await AreAliveAsync(scene, await ada.SidAsync(), other);
        await scene.PlayAsWrittenAsync();
        // The one with the token has done what it was to do.
        Assert.Equal(401, (await scene.Ground.Here.AskAsync("/auth/session", other)).Status);
    }

    /// <summary>What is our own address follows from the settings: behind a proxy, where everything is plain http, and with TLS of our own.</summary>
    public static async Task A045Async(Scene scene)
    {
        Person ada = await scene.Ada;
        string other = await ada.LoggedInAsync();
        foreach (Node node in await scene.Ground.WithTlsAsync())
        {
            await scene.PlayAsWrittenAsync(node);
            foreach (string scheme in new[] { "http", "https" })
            {
                foreach (AttackRequest request in scene.Attack.Requests)
                {
                    AttackRequest proxied = request with { Headers = [.. request.Headers, ("X-Forwarded-Proto", scheme), ("X-Forwarded-Host", "evil.test")] };
                    (await scene.PlayAsync(proxied, node)).Is(403);
                }
            }

            await AreAliveAsync(scene, await ada.SidAsync(), other);
            // The same token without the address of another site is good, so it was the address that was refused.
            Assert.Equal(404, (await ActAsync(scene, node, ada)).Status);
        }
    }

    /// <summary>The origin is asked first, whatever the body calls itself; and of our own pages JSON is taken as JSON alone.</summary>
    public static async Task A046Async(Scene scene)
    {
        await RefusedAsync(scene);
        string sid = await (await scene.Ada).SidAsync();
        foreach (AttackRequest request in scene.Attack.Requests)
        {
            (string Name, string Value)[] type = [.. request.Headers.Where(h => h.Name == "Content-Type")];
            foreach ((string method, string target) in new[] { ("PUT", "/auth/data/cart"), ("POST", "/auth/refresh") })
            {
                WireAnswer answer = await scene.Ground.Here.SendAsync(method, target, request.Body, [("Cookie", $"{Person.Cookie}={sid}"), ("Sec-Fetch-Site", "same-origin"), .. type]);
                Assert.True(answer.Status == 415, $"{target} {string.Join(',', type)}: {answer}");
            }
        }
    }

    /// <summary>A token is of one session: neither the one before the login nor the one of somebody else, cookie or not.</summary>
    public static async Task A050Async(Scene scene)
    {
        Person ada = await scene.Ada;
        string before = await ada.LoggedInAsync();
        scene.Saved["T0"] = await TokenAsync(scene, before);
        scene.Saved["SID"] = (await ada.LoginAsync(carrier: null, $"{Person.Cookie}={before}")).SetCookie(Person.Cookie) ?? "";
        await RefusedAsync(scene);
        WireAnswer own = await scene.Ground.Here.SendAsync(
            "POST", "/auth/sessions", "a=1", ("Cookie", $"{Person.Cookie}={scene.Saved["SID"]}"), ("X-CSRF-Token", await TokenAsync(scene, scene.Saved["SID"])));
        Assert.Equal(204, own.Status);
    }

    /// <summary>A cookie with a JWT is a cookie.</summary>
    public static async Task A052Async(Scene scene)
    {
        Person ada = await scene.Ada;
        string other = await ada.LoggedInAsync();
        string access = scene.Saved["ACCESS"] = (await ada.CookieTokensAsync()).Access;
        await RefusedAsync(scene);
        await AreAliveAsync(scene, other);
        WireAnswer own = await scene.Ground.Here.SendAsync("POST", "/auth/sessions", "a=1", ("Cookie", $"{Person.AccessCookie}={access}"), ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(204, own.Status);
    }

    /// <summary>An origin that is nearly one of ours is none; that of the list is.</summary>
    public static async Task A053Async(Scene scene)
    {
        IReadOnlyList<Played> played = await scene.PlayAsync();
        foreach (WireAnswer answer in played.Select(p => p.Answer))
        {
            Assert.True(!answer.Headers.Any(h => h.Name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)), answer.ToString());
            Assert.Contains("Origin", answer.Header("Vary").Split(',', StringSplitOptions.TrimEntries));
        }

        WireAnswer listed = await scene.Ground.Here.SendAsync("OPTIONS", "/auth/session", null, ("Origin", Ground.Listed), ("Access-Control-Request-Method", "POST"));
        Assert.Equal((Ground.Listed, "true"), (listed.Header("Access-Control-Allow-Origin"), listed.Header("Access-Control-Allow-Credentials")));
        Assert.Contains("Origin", listed.Header("Vary"), StringComparison.Ordinal);
    }

    public static async Task AreAliveAsync(Scene scene, params string[] sids)
    {
        foreach (string sid in sids)
        {
            Assert.Equal(200, (await scene.Ground.Here.AskAsync("/auth/session", sid)).Status);
        }
    }

    private static async Task<WireAnswer> ActAsync(Scene scene, Node node, Person ada) => await node.SendAsync(
        "POST", $"/auth/sessions/{SessionHandle.Create()}", $"csrf_token={await TokenAsync(scene, await ada.SidAsync())}",
        ("Cookie", $"{Person.Cookie}={await ada.SidAsync()}"), ("Content-Type", "application/x-www-form-urlencoded"), ("Referer", Ground.Origin + "/account/sessions"));

    private static async Task<string> TokenAsync(Scene scene, string sid) => (await scene.Ground.Here.AskAsync("/auth/csrf", sid)).Json.GetProperty("token").GetString() ?? "";

    private static int Noted(Scene scene) =>
        scene.Ground.Here.Log.Lines.Count(l => l.Contains(": csrf_", StringComparison.Ordinal) && l.Contains("Refused", StringComparison.Ordinal));
}
