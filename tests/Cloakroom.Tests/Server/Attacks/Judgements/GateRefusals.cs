using System.Text;
using Cloakroom.Tests.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Ways past a gateway: exceptions for somebody special, weaker credentials, and what happens when nobody can be asked.</summary>
internal static class GateRefusals
{
    /// <summary>Whoever calls itself a health check is a client like any other.</summary>
    public static async Task A106Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        foreach (AttackRequest request in scene.Attack.Requests.SkipLast(1))
        {
            WireAnswer answer = (await scene.PlayAsync(request, gateway.SendAsync)).Answer;
            Assert.False(gateway.HasLetIn(answer));
            Assert.Equal(401, answer.Status);
        }

        GateTargets.IsClosed((await scene.PlayAsync(scene.Attack.Requests[^1], gateway.AskAsync)).Answer);
    }

    /// <summary>A store that is away or that breaks lets nobody in, and sends nobody to the login; no more does a server that is gone.</summary>
    public static async Task A110Async(Scene scene)
    {
        var store = new SwitchStore();
        await using Ground ground = await scene.NewGroundAsync(s => s.AddSingleton<ISessionStore>(store), nodes: 1);
        Scene there = scene.On(ground);
        await using Gateway gateway = await scene.Grounds.NewGatewayAsync(ground);
        IReadOnlyList<AttackRequest> requests = scene.Attack.Requests;
        Assert.Equal(401, (await there.PlayAsync(requests[1], gateway.SendAsync)).Answer.Status);
        there.Saved["SID"] = await (await there.Ada).SidAsync();
        Assert.True(gateway.HasLetIn(await gateway.SendAsync(WireCalls.Bytes("GET", "/private", [("Cookie", $"{Person.Cookie}={there.Saved["SID"]}")]))));
        foreach (StoreMode mode in new[] { StoreMode.Away, StoreMode.Broken })
        {
            store.Mode = mode;
            // One that nobody has in memory.
            there.Saved["SID"] = SessionId.Create().Reveal();
            WireAnswer answer = (await there.PlayAsync(requests[0], gateway.SendAsync)).Answer;
            Assert.True(answer.Status == 503 && !gateway.HasLetIn(answer), $"{mode}: {answer}");
            Assert.NotEmpty(answer.All("Retry-After"));
            Assert.InRange((await there.PlayAsync(requests[2], gateway.AskAsync)).Answer.Status, 400, 599);
        }

        store.Mode = StoreMode.Works;
        await ground.DisposeAsync();
        if (scene.Ground.Way != Way.Direct)
        {
            WireAnswer gone = (await there.PlayAsync(requests[1], gateway.SendAsync)).Answer;
            Assert.True(gone.Status == 503 && !gateway.HasLetIn(gone), gone.ToString());
        }
    }

    /// <summary>Whoever is shown the login and is somebody else afterwards leaves nothing of the first behind.</summary>
    public static async Task A112Async(Scene scene)
    {
        IReadOnlyList<Played> played = await scene.PlayAsync();
        Assert.Equal([200, 200], played.Select(p => p.Answer.Status));
        string old = await (await scene.Ada).SidAsync();
        string next = (await (await scene.Bob).LoginAsync(carrier: null, $"{Person.Cookie}={old}")).SetCookie(Person.Cookie) ?? "";
        Assert.NotEqual(old, next);
        Assert.Equal(401, (await scene.Ground.Here.AskAsync("/auth/session", old)).Status);
        Assert.Equal((await scene.Bob).Id, (await scene.Ground.Here.AskAsync("/auth/session", next)).UserId);
        Gateway gateway = await scene.GatewayAsync();
        WireAnswer stale = await gateway.SendAsync(WireCalls.Bytes("GET", "/private", [("Cookie", $"{Person.Cookie}={old}")]));
        Assert.Equal((401, false), (stale.Status, gateway.HasLetIn(stale)));
        scene.Transcript.Say("afterwards 401");
    }

    /// <summary>A password in a header is no login, whatever the header is called.</summary>
    public static async Task A114Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        Person ada = await scene.Ada;
        scene.Saved["user:pass"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ada.Email}:{Person.Password}"));
        foreach (Played played in await scene.PlayAsync(gateway.SendAsync))
        {
            Assert.Equal((401, false), (played.Answer.Status, gateway.HasLetIn(played.Answer)));
        }

        Assert.True(gateway.HasLetIn(await gateway.SendAsync(WireCalls.Bytes("GET", "/fresh", [("Cookie", $"{Person.Cookie}={await ada.SidAsync()}")]))));
    }

    /// <summary>What a client writes begins no line of the log and no header of an answer, and nothing is told about the inside.</summary>
    public static async Task A116Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        AttackRequest[] requests = [.. scene.Attack.Requests];
        string written = requests[0].Headers[0].Value, meant = written.Replace("\\u001b", "\u001b", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);
        foreach (string agent in new[] { written, meant, meant.Replace("\n", "", StringComparison.Ordinal) })
        {
            WireAnswer asked = (await scene.PlayAsync(requests[0] with { Headers = [("User-Agent", agent)] }, gateway.AskAsync)).Answer;
            Assert.Contains(asked.Status, new[] { 400, 403, 404 });
        }

        Assert.DoesNotContain(scene.Ground.Here.Log.Lines, l => l.Split('\n').Any(part => part.StartsWith("level=info", StringComparison.Ordinal)) || l.Contains('\u001b', StringComparison.Ordinal));
        foreach (AttackRequest request in requests[1..])
        {
            WireAnswer answer = (await scene.PlayAsync(request, gateway.SendAsync)).Answer, own = await scene.Ground.Here.AskAsync(request.Path.Replace("{APP}", AppBehind.App, StringComparison.Ordinal));
            Assert.False(gateway.HasLetIn(answer));
            Assert.All(new[] { answer, own }, a => Assert.Contains(a.Status, new[] { 400, 401, 404 }));
            Assert.All(new[] { answer, own }, a => Assert.Empty(a.All("X-A")));
        }
    }
}
