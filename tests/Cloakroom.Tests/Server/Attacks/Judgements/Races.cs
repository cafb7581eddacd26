using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Two things at once, of which one ends the session.</summary>
internal static class Races
{
    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    /// <summary>Whatever a slow request does with a session that is logged out meanwhile, the session stays over.</summary>
    public static async Task A005Async(Scene scene)
    {
        await using Ground ground = await scene.NewGroundAsync(nodes: 1);
        Scene there = scene.On(ground);
        Person ada = await there.Ada;
        for (int run = 0; run < (IsLong ? 500 : 5); run++)
        {
            await HoldAsync(there, "GET", AppBehind.Slow, "x", 200);
            await HoldAsync(there, "PUT", "/auth/data/cart", "{\"mocha\":1}", 401);
            // The login itself is good; it only takes the place of a session that is gone.
            await HoldAsync(there, "POST", "/auth/login", ada.Credentials(), 200);
            await TouchAsync(there);
        }
    }

    /// <summary>Of what began before the end of all sessions nothing is left, at no node.</summary>
    public static async Task A021Async(Scene scene)
    {
        for (int run = 0; run < (IsLong ? 1000 : 2); run++)
        {
            Person person = await scene.Ground.PersonAsync("ada");
            await RaceAsync(scene, person);
        }
    }

    // The request is recognised when its head is there, and does its work when its body is.
    private static async Task HoldAsync(Scene scene, string method, string target, string body, int status)
    {
        string sid = await (await scene.Ada).LoggedInAsync();
        string name = Guid.CreateVersion7().ToString("N");
        byte[] request = WireCalls.Bytes(method, target, [("Cookie", $"{Person.Cookie}={sid}"), ("Origin", Ground.Origin), ("Content-Type", "application/json"), (HoldBody.Header, name)], body);
        int held = Encoding.UTF8.GetByteCount(body);
        using Wire slow = await Wire.OpenAsync(scene.Ground.Here.Url);
        await slow.SendAsync(request[..^held]);
        await HoldBody.IsReadAsync(name);
        await LogOutAsync(scene, sid);
        await slow.SendAsync(request[^held..]);
        WireAnswer answer = await slow.AnswerAsync();
        Assert.True(answer.Status == status, $"{method} {target}: {answer}");
        await IsGoneAsync(scene, sid);
    }

    // Requests that make the session live on, around the logout.
    private static async Task TouchAsync(Scene scene)
    {
        string sid = await (await scene.Ada).LoggedInAsync();
        scene.Ground.Clock.Advance(TimeSpan.FromMinutes(2));
        Task<WireAnswer>[] touches = [.. Enumerable.Range(0, 4).Select(_ => scene.Ground.Here.AskAsync("/auth/session", sid))];
        await LogOutAsync(scene, sid);
        await Task.WhenAll(touches);
        await IsGoneAsync(scene, sid);
    }

    private static async Task LogOutAsync(Scene scene, string sid)
    {
        scene.Saved["SID"] = sid;
        AttackRequest logout = scene.Attack.Requests.Single(r => r.Path == "{LOGOUT}");
        (await scene.PlayAsync(logout)).Is(204);
    }

    private static async Task IsGoneAsync(Scene scene, string sid)
    {
        (await scene.PlayAsync(scene.Attack.Requests[^1])).Is(401);
        ISessionStore store = scene.Ground.Here.Services.GetRequiredService<ISessionStore>();
        Assert.True(SessionId.TryParse(sid, out SessionId id));
        Assert.Null((await store.FindAsync(id.DigestFor(store), TestContext.Current.CancellationToken)).Session);
    }

    private static async Task RaceAsync(Scene scene, Person person)
    {
        string[] before = [await person.SidAsync(), await person.LoggedInAsync(), await person.LoggedInAsync()];
        string[] families = [(await person.TokensAsync()).Refresh, (await person.LoginAsync("token")).Json.GetProperty("refresh_token").GetString() ?? ""];
        Node here = scene.Ground.Here, there = scene.Ground.There;
        AttackRequest logins = scene.Attack.Requests[0], all = scene.Attack.Requests[1];
        Task<WireAnswer>[] racing = [.. Enumerable.Range(0, logins.Parallel).Select(i => (i % 2 == 0 ? here : there).JsonAsync("/auth/login", person.Credentials()))];
        Task<WireAnswer>[] refreshing = [.. families.SelectMany(f => new[] { here.RefreshAsync(f), there.RefreshAsync(f) })];
        await FirstInAsync(racing);
        DateTimeOffset sent = TimeProvider.System.GetUtcNow();
        scene.Saved["SID"] = before[0];
        (await scene.PlayAsync(all)).Is(204);
        WireAnswer[] logged = [.. (await Task.WhenAll(racing)).Where(a => a.Status == 200)];
        if (logged.Length == 0)
        {
            throw new TimeoutException("No login was in time for the race.");
        }

        foreach (string sid in before)
        {
            await Endings.IsEverywhereAsync(scene, sid, 401);
        }

        foreach (string token in families.Concat((await Task.WhenAll(refreshing)).Where(a => a.Status == 200).Select(a => a.Json.GetProperty("refresh_token").GetString() ?? "")))
        {
            Assert.Equal(401, (await there.RefreshAsync(token)).Status);
        }

        foreach (WireAnswer login in logged)
        {
            await SurvivesOnlyIfLaterAsync(scene, login, sent);
        }
    }

    // Not the first that is answered: one that is turned away, because too many come at once, is answered before all others.
    private static async Task FirstInAsync(Task<WireAnswer>[] racing)
    {
        await foreach (Task<WireAnswer> answered in Task.WhenEach(racing))
        {
            if ((await answered).Status == 200)
            {
                return;
            }
        }
    }

    private static async Task SurvivesOnlyIfLaterAsync(Scene scene, WireAnswer login, DateTimeOffset sent)
    {
        DateTimeOffset authenticated = login.Json.GetProperty("session").GetProperty("authenticatedAt").GetDateTimeOffset();
        string sid = login.SetCookie(Person.Cookie) ?? "";
        if (authenticated < sent)
        {
            await Endings.IsEverywhereAsync(scene, sid, 401);
        }
    }
}
