namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Requests that want to be taken for another one: by headers, by the spelling of the address or the host, by the method.</summary>
internal static class GateTargets
{
    /// <summary>What is decided about is the request itself, whatever its headers say it is.</summary>
    public static async Task A102Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        await IsAskedRightAsync(scene, gateway);
        foreach (AttackRequest request in scene.Attack.Requests.SkipLast(1))
        {
            // A form that was posted without a session is kept for after the login, in the way of each proxy.
            WireAnswer answer = (await (request.Method == "POST" ? scene.Apart() : scene).PlayAsync(request, gateway.SendAsync)).Answer;
            Assert.False(gateway.HasLetIn(answer), $"{request.Headers[0]}: {answer}");
            Assert.Contains(answer.Status, new[] { 302, 303, 400, 401, 403, 404 });
        }

        IsClosed((await scene.PlayAsync(scene.Attack.Requests[^1], gateway.AskAsync)).Answer);
        if (scene.Ground.Way == Way.Direct)
        {
            await IsSaidOnceAsync(scene);
        }
    }

    /// <summary>An address that two programs could read as two places is refused; of what gets through the application sees the very same.</summary>
    public static async Task A104Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        await IsAskedRightAsync(scene, gateway);
        string sid = await (await scene.Ada).SidAsync();
        foreach (AttackRequest request in scene.Attack.Requests)
        {
            WireAnswer answer = (await scene.PlayAsync(request, gateway.SendAsync)).Answer;
            Assert.False(gateway.HasLetIn(answer), $"{request.Path}: {answer}");
            Assert.Contains(answer.Status, new[] { 400, 401, 404 });
            WireAnswer known = await gateway.SendAsync(WireCalls.Bytes("GET", request.Path, [("Cookie", $"{Person.Cookie}={sid}")]));
            Assert.True(gateway.Seen(known) is not { Target.Length: > 0 } seen || seen.Target == request.Path, $"{request.Path}: {known}");
        }
    }

    /// <summary>No method gets past, known or unknown; a question ahead of a request of another site is not passed on.</summary>
    public static async Task A105Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        await IsAskedRightAsync(scene, gateway);
        string sid = await (await scene.Ada).SidAsync();
        foreach (AttackRequest request in scene.Attack.Requests)
        {
            WireAnswer answer = (await scene.PlayAsync(request, gateway.SendAsync)).Answer;
            Assert.False(gateway.HasLetIn(answer), $"{request.Method}: {answer}");
            Assert.InRange(answer.Status, 400, 499);
            if (request.Method is "TRACE" or "CONNECT" or "get")
            {
                // Not even for who is logged in.
                Assert.False(gateway.HasLetIn(await gateway.SendAsync(WireCalls.Bytes(request.Method, "/private", [("Cookie", $"{Person.Cookie}={sid}")]))), request.Method);
            }
        }
    }

    /// <summary>A host in another spelling is the same host, or none.</summary>
    public static async Task A109Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        Assert.True(gateway.HasLetIn(await gateway.SendAsync(WireCalls.Bytes("GET", "/", [("Host", $"blog.{Ground.Host}")]))));
        foreach (AttackRequest request in scene.Attack.Requests)
        {
            WireAnswer answer = (await scene.PlayAsync(request, gateway.SendAsync)).Answer;
            Assert.False(gateway.HasLetIn(answer), $"{request.Headers[0]}: {answer}");
            Assert.Contains(answer.Status, new[] { 400, 401, 421 });
        }
    }

    /// <summary>That address is for proxies: others are told so, and behind a proxy it is not there.</summary>
    public static void IsClosed(WireAnswer answer) => Assert.True((answer.Status == 403 && answer.Code == "untrusted_proxy") || answer.Status == 404, answer.ToString());

    // Who may is let in, and what is public is public: so what is refused is refused for what it is.
    private static async Task IsAskedRightAsync(Scene scene, Gateway gateway)
    {
        Assert.True(gateway.HasLetIn(await gateway.SendAsync(WireCalls.Bytes("GET", "/public/x", []))));
        string sid = await (await scene.Bob).SidAsync();
        Assert.True(gateway.HasLetIn(await gateway.SendAsync(WireCalls.Bytes("GET", "/private", [("Cookie", $"{Person.Cookie}={sid}")]))));
    }

    // A proxy that only adds its own word to the client's asks about two requests.
    private static async Task IsSaidOnceAsync(Scene scene)
    {
        (string Name, string Value)[] honest = [("X-Forwarded-Method", "GET"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", Ground.Host), ("X-Forwarded-Uri", "/public/x")];
        foreach ((string name, string value) in honest)
        {
            foreach (string other in new[] { value, "/private", "" })
            {
                WireAnswer twice = await Wire.ExchangeAsync(scene.Ground.Here.Url, WireCalls.Bytes("GET", "/auth/verify", [(name, other), .. honest]), isProxy: true);
                Assert.True(twice.Status == 400, $"{name}: {other}: {twice}");
            }

            WireAnswer missing = await Wire.ExchangeAsync(scene.Ground.Here.Url, WireCalls.Bytes("GET", "/auth/verify", [.. honest.Where(h => h.Name != name)]), isProxy: true);
            Assert.True(missing.Status == 400, $"{name}: {missing}");
        }
    }
}
