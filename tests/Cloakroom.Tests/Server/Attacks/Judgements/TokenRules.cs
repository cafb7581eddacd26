using System.Net;
using System.Net.Sockets;
using Cloakroom.Tests.Tokens;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Tokens that are nearly good. In each case the same token without the fault is accepted first.</summary>
internal static class TokenRules
{
    /// <summary>Refused as the line says.</summary>
    public static async Task RefusedAsync(Scene scene)
    {
        await IsGoodAsync(scene, (await scene.Forger).Genuine);
        Forger forger = await scene.Forger;
        await IsGoodAsync(scene, forger.Sign(forger.Header, forger.Claims));
        foreach (Played played in await scene.PlayAsWrittenAsync())
        {
            Assert.All(played.Answers.Where(a => a.By is null), a => Assert.Contains("error=\"invalid_token\"", a.Header("WWW-Authenticate"), StringComparison.Ordinal));
        }
    }

    /// <summary>No key comes from a token: nothing is fetched, and a name that is not known makes the store be asked at most once.</summary>
    public static async Task A064Async(Scene scene)
    {
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        scene.TrapPort = ((IPEndPoint)trap.LocalEndpoint).Port;
        await RefusedAsync(scene);
        Assert.False(trap.Pending(), "The server has called the attacker.");
    }

    /// <summary>What the header asks for and we do not understand is refused, and so is every serialization but the compact one.</summary>
    public static async Task A065Async(Scene scene)
    {
        Forger forger = await scene.Forger;
        await IsGoodAsync(scene, forger.Sign(forger.Header, forger.Claims));
        foreach (AttackRequest request in scene.Attack.Requests.SkipLast(1))
        {
            (await scene.PlayAsync(request)).Is(401);
        }

        AttackRequest introspect = scene.Attack.Requests[^1] with { Headers = [("Authorization", $"Bearer {forger.Genuine}")] };
        Assert.Equal((200, "{\"active\":false}"), ((await scene.PlayAsync(introspect)).Answer.Status, (await scene.PlayAsync(introspect)).Answer.Body));
        Played good = await scene.PlayAsync(introspect with { Body = "token={ACCESS}" });
        Assert.True(good.Answer.Json.GetProperty("active").GetBoolean());
    }

    /// <summary>One content, one signature: every other text for it is refused. The published vectors are verified in WycheproofKeyTests.</summary>
    public static async Task A068Async(Scene scene)
    {
        Forger forger = await scene.Forger;
        await IsGoodAsync(scene, forger.Genuine);
        string signed = forger.Signed, signature = forger.Genuine[(signed.Length + 1)..];
        byte[] bytes = DecodeFromChars(signature), zero = new byte[64], one = [.. zero];
        (one[31], one[63]) = (1, 1);
        byte[][] wrong =
        [
            zero, one, bytes[..63], bytes[..32], [.. bytes, 0], [0, .. bytes], [.. bytes[..32], .. new byte[32]], [.. new byte[32], .. bytes[32..]],
            [.. bytes[32..], .. bytes[..32]], [.. Enumerable.Repeat((byte)0xFF, 64)], forger.Der(), [],
        ];
        string[] texts =
        [
            .. wrong.Select(w => $"{signed}.{EncodeToString(w)}"), forger.HighS(), forger.Genuine + "=", forger.Genuine + "==", forger.Genuine + "A", forger.Genuine + ".", forger.Genuine + "%0A",
            $"{signed}.{signature[..^1]}{(char)(signature[^1] + 1)}", $"{signed.Replace(".", "=.", StringComparison.Ordinal)}.{signature}", $"{signed}.{signature[..40]} {signature[40..]}", signed,
        ];
        foreach (string text in texts)
        {
            Played played = await scene.PlayAsync(With(scene, text));
            played.Is(401);
        }

        await PlayVectorsAsync(scene);
    }

    /// <summary>What costs the reader is refused before it is read: by length, by form, or by the server itself.</summary>
    public static async Task A070Async(Scene scene)
    {
        await IsGoodAsync(scene, (await scene.Forger).WithClaims(c => c["x"] = new string('x', 4000)));
        foreach (Played played in await scene.PlayAsync())
        {
            Assert.All(played.Answers, a => Assert.True(a.Is(401) || a.Is(431), $"{played.Request.Headers[0]}: {a}"));
            Assert.All(played.Answers.Where(a => a.Status == 401), a => Assert.Equal("malformed", a.Code));
        }
    }

    /// <summary>Whatever the header holds, the answer is a challenge; two credentials are none, and nobody is somebody else.</summary>
    public static async Task A072Async(Scene scene)
    {
        IReadOnlyList<Played> played = await scene.PlayAsync();
        foreach (Played one in played.SkipLast(1))
        {
            one.Is(401);
            Assert.All(one.Answers, a => Assert.StartsWith("Bearer realm=", a.Header("WWW-Authenticate"), StringComparison.Ordinal));
        }

        played[^1].Is(400);
        // With a cookie beside it a broken bearer is refused too.
        string sid = await (await scene.Ada).SidAsync();
        foreach (AttackRequest request in scene.Attack.Requests.Where(r => r.Headers[0].Value.StartsWith("bearer", StringComparison.OrdinalIgnoreCase)))
        {
            Played beside = await scene.PlayAsync(request with { Headers = [.. request.Headers, ("Cookie", $"{Person.Cookie}={sid}")] });
            Assert.All(beside.Answers, a => Assert.True(a.Status is 400 or 401, $"{request.Headers[0]}: {a}"));
        }
    }

    /// <summary>Two people in one request are nobody, and nothing of either is changed.</summary>
    public static async Task A073Async(Scene scene)
    {
        Person ada = await scene.Ada, bob = await scene.Bob;
        string other = await ada.LoggedInAsync(), of = await bob.SidAsync();
        IReadOnlyList<Played> played = await scene.PlayAsync();
        Assert.Equal((401, "ambiguous_credentials"), (played[0].Answer.Status, played[0].Answer.Code));
        AttackRequest own = scene.Attack.Requests[1] with { Headers = [.. scene.Attack.Requests[1].Headers, ("Origin", Ground.Origin)] };
        played[1].Is(403);
        (await scene.PlayAsync(own)).Is(401);
        await Forgeries.AreAliveAsync(scene, await ada.SidAsync(), other, of);
    }

    /// <summary>What stands in an address authenticates nobody.</summary>
    public static async Task A074Async(Scene scene)
    {
        IReadOnlyList<Played> played = await scene.PlayAsync();
        played[0].Is(401);
        played[1].Is(401);
        // An address with a parameter is another address: unknown, with a session and without.
        played[2].Is(404);
        Assert.All(played, p => Assert.Equal("same-origin", p.Answer.Header("Referrer-Policy")));
        WireAnswer inBody = await scene.Ground.Here.SendAsync("POST", "/auth/introspect", $"token=x&access_token={(await (await scene.Ada).TokensAsync()).Access}", ("Content-Type", "application/x-www-form-urlencoded"));
        Assert.Equal(401, inBody.Status);
    }

    private static async Task IsGoodAsync(Scene scene, string token) => Assert.Equal(200, (await scene.Ground.Here.BearAsync("/auth/sessions", token)).Status);

    private static AttackRequest With(Scene scene, string token) => scene.Attack.Requests[0] with { Headers = [("Authorization", $"Bearer {token}")], Times = 1 };

    private static async Task PlayVectorsAsync(Scene scene)
    {
        IReadOnlyList<System.Text.Json.JsonElement> vectors = ConformanceData.Cases("jose/wycheproof-jws.json");
        Assert.Equal(scene.Attack.Requests[0].Times, vectors.Count);
        foreach (System.Text.Json.JsonElement vector in vectors)
        {
            // None is by our key.
            string text = vector.GetProperty("jws").GetString() ?? "";
            WireAnswer answer = await scene.Ground.Here.BearAsync("/auth/sessions", text.ReplaceLineEndings(""));
            Assert.True(answer.Status == 401, $"{vector.GetProperty("id")}: {answer}");
        }
    }
}
