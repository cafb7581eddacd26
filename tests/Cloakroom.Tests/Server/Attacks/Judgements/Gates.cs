using System.Text;
using System.Text.Json;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>What an application behind a proxy is told of who is there, whatever the client says of itself.</summary>
internal static class Gates
{
    private static readonly string[] Identity = ["X-Auth-User", "X-Auth-Email", "X-Auth-Roles", "X-Auth-Session", "X-Auth-Stale"];

    /// <summary>Nothing that a client writes arrives: not where nobody is logged in, nor beside who is.</summary>
    public static async Task A100Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        Person ada = await scene.Ada;
        Played nobody = await scene.PlayAsync(scene.Attack.Requests[0], gateway.SendAsync), somebody = await scene.PlayAsync(scene.Attack.Requests[1], gateway.SendAsync);
        SeenRequest none = Told(gateway, nobody.Answer), told = Told(gateway, somebody.Answer);
        Assert.All(Identity.Append("X-Auth-Groups").Append("Authorization"), name => Assert.Empty(none.All(name)));
        Assert.Equal([ada.Id], told.All("X-Auth-User"));
        Assert.Equal([ada.Email], told.All("X-Auth-Email"));
        Assert.Single(told.All("X-Auth-Session"));
        IsIdentity(Assert.Single(told.All("Authorization")), ada);
        if (scene.Ground.Way == Way.Direct)
        {
            // A proxy copies what there is: so all of them are there, empty.
            Assert.All(Identity.Append("Authorization"), name => Assert.Equal([""], nobody.Answer.All(name)));
        }
    }

    /// <summary>No other spelling of a name of ours arrives that a program could take for it.</summary>
    public static async Task A101Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        Person ada = await scene.Ada;
        foreach (Played played in await scene.PlayAsync(gateway.SendAsync))
        {
            if (gateway.Seen(played.Answer) is { } seen)
            {
                Assert.Equal([ada.Id], seen.All("X-Auth-User"));
                Assert.DoesNotContain("admin", seen.Headers.Select(h => h.Value));
            }
            else
            {
                Assert.InRange(played.Answer.Status, 400, 499);
            }
        }
    }

    /// <summary>The application gets its own cookies, and neither ours nor the caller's token.</summary>
    public static async Task A040Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        Person ada = await scene.Ada;
        string sid = await ada.SidAsync(), access = (await ada.TokensAsync()).Access;
        AttackRequest both = scene.Attack.Requests[0];
        // Both at once, and each by itself, with cookies of the application beside it.
        AttackRequest[] each = [both with { Headers = [("Cookie", $"mine=1; {Person.Cookie}={sid}; yours=2"), ("Authorization", $"Bearer {access}")] }, both with { Headers = [("Cookie", $"mine=1; {Person.Cookie}={sid}; yours=2")] }, both with { Headers = [("Cookie", "mine=1; yours=2"), ("Authorization", $"Bearer {access}")] }];
        foreach (AttackRequest request in each)
        {
            WireAnswer answer = (await scene.PlayAsync(request, gateway.SendAsync)).Answer;
            SeenRequest seen = Told(gateway, answer);
            string all = string.Join('\n', seen.Headers);
            Assert.DoesNotContain(sid, all, StringComparison.Ordinal);
            Assert.DoesNotContain(access, all, StringComparison.Ordinal);
            IsIdentity(Assert.Single(seen.All("Authorization")), ada);
            Assert.True(scene.Ground.Way == Way.Direct || seen.All("Cookie") is ["mine=1; yours=2"], all);
        }
    }

    /// <summary>What is allowed in one place is not allowed in another, in whatever order they are asked for.</summary>
    public static async Task A108Async(Scene scene)
    {
        Gateway gateway = await scene.GatewayAsync();
        foreach (int[] order in new int[][] { [0, 1, 2], [2, 1, 0], [0, 0, 1] })
        {
            foreach (int number in order)
            {
                Played played = await scene.PlayAsync(scene.Attack.Requests[number], gateway.SendAsync);
                Assert.Equal(number == 0, gateway.HasLetIn(played.Answer));
                Assert.Equal(number == 0 ? 200 : 403, played.Answer.Status);
            }
        }

        scene.Saved["SID"] = await (await scene.Ground.PersonAsync("admin", isAdmin: true)).SidAsync();
        Assert.True(gateway.HasLetIn((await scene.PlayAsync(scene.Attack.Requests[2], gateway.SendAsync)).Answer));
    }

    private static SeenRequest Told(Gateway gateway, WireAnswer answer) => gateway.Seen(answer) ?? throw new InvalidOperationException($"Refused: {answer}");

    // For a minute, and for this application alone.
    private static void IsIdentity(string authorization, Person person)
    {
        string[] parts = authorization["Bearer ".Length..].Split('.');
        JsonElement claims = JsonDocument.Parse(Encoding.UTF8.GetString(DecodeFromChars(parts[1]))).RootElement;
        Assert.Equal(person.Id, claims.GetProperty("sub").GetString());
        Assert.EndsWith($"://{Ground.Host}", claims.GetProperty("aud").GetString(), StringComparison.Ordinal);
        Assert.InRange(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), 1, 60);
    }
}
