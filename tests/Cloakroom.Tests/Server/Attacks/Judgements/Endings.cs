using Cloakroom.Server.Cli;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>What is over is over: after a logout, for a disabled account, past its time, for the next person at the browser.</summary>
internal static class Endings
{
    /// <summary>The cookie that somebody copied is worth nothing after the logout, at no node.</summary>
    public static async Task A006Async(Scene scene)
    {
        string sid = await (await scene.Ada).SidAsync();
        await IsEverywhereAsync(scene, sid, 200);
        IReadOnlyList<Played> played = await scene.PlayAsync();
        WireAnswer logout = played[0].Answer;
        Assert.Equal(204, logout.Status);
        Assert.Equal($"{Person.Cookie}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0", logout.Header("Set-Cookie"));
        Assert.Equal(("\"cache\", \"storage\"", "no-store"), (logout.Header("Clear-Site-Data"), logout.Header("Cache-Control")));
        played[1].Is(401);
        played[2].Is(401);
        await IsEverywhereAsync(scene, sid, 401);
    }

    /// <summary>Every way in is closed to an account that is disabled, and the login does not say so.</summary>
    public static async Task A008Async(Scene scene)
    {
        Person ada = await scene.Ada;
        string sid = await ada.SidAsync();
        string access = (await ada.TokensAsync()).Access;
        await IsEverywhereAsync(scene, sid, 200);
        Assert.Equal(200, (await scene.Ground.There.BearAsync("/auth/session", access)).Status);
        await DisableAsync(scene, ada);
        await IsEverywhereAsync(scene, sid, 401);

        IReadOnlyList<Played> played = await scene.PlayAsync();
        Assert.Equal(6, played.Count);
        Assert.All(played, p => p.Is(401));
        await NodeCalls.BecomesAsync(401, async () => (await scene.Ground.There.BearAsync("/auth/session", access)).Status);
        Person bob = await scene.Bob;
        WireAnswer wrong = await scene.Ground.Here.JsonAsync("/auth/login", bob.Credentials().Replace(Person.Password, "not the password", StringComparison.Ordinal));
        Assert.All(played.Where(p => p.Request.Path is "{LOGIN}" or "{TOKEN}"), p => Assert.Equal(WithoutTrace(wrong), WithoutTrace(p.Answer)));
    }

    /// <summary>
    /// Guessing closes the login alone. What is open stays open and is renewed, by every carrier; whoever had shown the right password before
    /// may show the code; nobody else is authenticated anew.
    /// </summary>
    public static async Task A009Async(Scene scene)
    {
        Person ada = await scene.Ada;
        string sid = await ada.SidAsync();
        (string _, string cookie) = await ada.CookieTokensAsync();
        await ada.TokensAsync();
        string before = AuthenticatedAt(await scene.Ground.Here.AskAsync("/auth/session", sid));
        await NodeCalls.BecomesAsync(429, async () => (await scene.Ground.Here.JsonAsync("/auth/login", ada.Credentials().Replace(Person.Password, "not the password", StringComparison.Ordinal))).Status);
        foreach (string? carrier in new[] { null, "token", "jwt-cookie" })
        {
            WireAnswer login = await scene.Ground.Here.JsonAsync("/auth/login", ada.Credentials(carrier));
            Assert.Equal((429, "too_many_attempts"), (login.Status, login.Code));
        }

        (await scene.PlayAsync(scene.Attack.Requests[0])).Is(200);
        WireAnswer renewed = await scene.Ground.Here.SendAsync("POST", "/auth/refresh", null, ("Cookie", $"{Person.RefreshCookie}={cookie}"), ("Origin", Ground.Origin));
        Assert.Equal(200, renewed.Status);
        Assert.Equal(before, AuthenticatedAt(await scene.Ground.Here.AskAsync("/auth/session", sid)));
        await FinishesAsync(scene, await scene.Bob);
    }

    private static async Task FinishesAsync(Scene scene, Person bob)
    {
        var app = new App(scene.Ground, bob);
        scene.Saved["PRE_MFA"] = await app.BeginAsync();
        string began = scene.Ground.Clock.GetUtcNow().ToString("O");
        await NodeCalls.BecomesAsync(429, async () => (await scene.Ground.Here.JsonAsync("/auth/login", bob.Credentials().Replace(Person.Password, "not the password", StringComparison.Ordinal))).Status);
        scene.Saved["code"] = app.Code;
        Played code = await scene.PlayAsync(scene.Attack.Requests[1]);
        code.Is(200);
        Assert.True(string.CompareOrdinal(AuthenticatedAt(code.Answer), began) <= 0);
        (await scene.PlayAsync(scene.Attack.Requests[1])).Is(401);
    }

    /// <summary>A session that was unused for too long is over, although the store still has it.</summary>
    public static async Task A010Async(Scene scene)
    {
        await using Ground late = await scene.NewGroundAsync(nodes: 1);
        Scene there = scene.On(late);
        string sid = await (await there.Ada).SidAsync();
        TimeSpan idle = TimeSpan.FromHours(1), second = TimeSpan.FromSeconds(1);
        late.Clock.Advance(idle - second);
        (await there.PlayAsync(scene.Attack.Requests[0])).Is(200);
        late.Clock.Advance(idle + second);
        foreach (AttackRequest request in scene.Attack.Requests.Skip(1))
        {
            Assert.Equal((401, "expired_idle"), ((await there.PlayAsync(request)).Answer.Status, (await there.PlayAsync(request)).Answer.Code));
        }

        ISessionStore store = late.Here.Services.GetRequiredService<ISessionStore>();
        Assert.True(SessionId.TryParse(sid, out SessionId id));
        Assert.NotNull((await store.FindAsync(id.DigestFor(store), TestContext.Current.CancellationToken)).Session);
    }

    /// <summary>Who logs in after somebody else, at a browser that has forgotten part of it, is nobody but themselves.</summary>
    public static async Task A013Async(Scene scene)
    {
        IReadOnlyList<AttackRequest> requests = scene.Attack.Requests;
        scene.Saved["SID_A"] = (await scene.PlayAsync(requests[0])).Answer.SetCookie(Person.Cookie) ?? "";
        (await scene.PlayAsync(requests[1])).Is(204);
        scene.Saved["SID"] = (await scene.PlayAsync(requests[2])).Answer.SetCookie(Person.Cookie) ?? "";
        Assert.NotEqual(scene.Saved["SID_A"], scene.Saved["SID"]);
        Assert.Equal((await scene.Bob).Id, (await scene.PlayAsync(requests[3])).Answer.UserId);
        Assert.Equal((await scene.Ada).Id, (await scene.PlayAsync(requests[4])).Answer.UserId);
    }

    /// <summary>The session of somebody else is unknown to whoever wants to end it.</summary>
    public static async Task A020Async(Scene scene)
    {
        IReadOnlyList<Played> played = await scene.PlayAsWrittenAsync();
        WireAnswer unknown = await scene.Ground.Here.ActAsync("DELETE", $"/auth/sessions/{SessionHandle.Create()}", await (await scene.Ada).SidAsync());
        Assert.Equal(WithoutTrace(unknown), WithoutTrace(played[0].Answer));
        // The person whose it is can.
        Person bob = await scene.Bob;
        WireAnswer own = await scene.Ground.Here.ActAsync("DELETE", $"/auth/sessions/{await bob.HandleAsync(await bob.SidAsync())}", await bob.SidAsync());
        Assert.Equal(204, own.Status);
    }

    /// <summary>Waits until every node answers so to whoever shows this cookie.</summary>
    public static async Task IsEverywhereAsync(Scene scene, string sid, int status)
    {
        foreach (Node node in scene.Ground.Nodes)
        {
            await NodeCalls.BecomesAsync(status, async () => (await node.AskAsync("/auth/session", sid)).Status);
        }
    }

    public static string WithoutTrace(WireAnswer answer)
    {
        System.Text.Json.Nodes.JsonObject body = System.Text.Json.Nodes.JsonNode.Parse(answer.Body)?.AsObject() ?? [];
        Assert.True(body.Remove("traceId"));
        return $"{answer.Status} {body.ToJsonString()} {string.Join('|', answer.Headers.Where(h => h.Name is not ("Date" or "Content-Length")))}";
    }

    private static string AuthenticatedAt(WireAnswer answer) => answer.Json.GetProperty("session").GetProperty("authenticatedAt").GetString() ?? "";

    private static async Task DisableAsync(Scene scene, Person person)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int status = await Commands.RunAsync(["users", "disable", person.Email, .. scene.Ground.Flags, "--Session:Journal", "off"], TextReader.Null, output, errors);
        Assert.Equal((0, ""), (status, errors.ToString()));
        if (scene.Ground.IsMemory)
        {
            // Another process does not reach what is in the memory of this one, as the command says.
            await using AsyncServiceScope scope = scene.Ground.Here.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ISessions>().EndUserAsync(person.Id, EndReason.UserDisabled);
        }
    }
}
