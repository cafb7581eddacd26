using System.Security.Cryptography;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Connections that stay open.</summary>
internal static class Streams
{
    /// <summary>What was opened by a session closes when it is over.</summary>
    public static async Task A030Async(Scene scene)
    {
        string sid = await (await scene.Ada).SidAsync();
        using Wire socket = await Wire.OpenAsync(scene.Ground.There.Url), events = await Wire.OpenAsync(scene.Ground.There.Url);
        await socket.SendAsync(Handshake(await new RequestWriter(scene).WriteAsync(scene.Attack.Requests[0])));
        Assert.Equal(101, (await socket.AnswerAsync(staysOpen: true)).Status);
        await events.SendAsync(WireCalls.Bytes("GET", "/auth/events", [("Cookie", $"{Person.Cookie}={sid}")]));
        Assert.Equal(200, (await events.AnswerAsync(staysOpen: true)).Status);
        // The bound of the wire is much more than the second that is promised, and an open end would reach it.
        (await scene.PlayAsync(scene.Attack.Requests[1])).Is(204);
        Assert.Contains("session-ended", await events.RestAsync(), StringComparison.Ordinal);
        await socket.RestAsync();
    }

    /// <summary>A page of another site opens no WebSocket with somebody's cookie, nor does whoever does not say where it is from.</summary>
    public static async Task A054Async(Scene scene)
    {
        await scene.PlayAsWrittenAsync();
        foreach (AttackRequest request in scene.Attack.Requests)
        {
            using Wire hijacked = await Wire.OpenAsync(scene.Ground.Here.Url);
            await hijacked.SendAsync(Handshake(await new RequestWriter(scene).WriteAsync(request)));
            Assert.Equal(403, (await hijacked.AnswerAsync()).Status);
        }

        using Wire own = await Wire.OpenAsync(scene.Ground.Here.Url);
        AttackRequest good = scene.Attack.Requests[1] with { Headers = [.. scene.Attack.Requests[1].Headers, ("Origin", Ground.Origin)] };
        await own.SendAsync(Handshake(await new RequestWriter(scene).WriteAsync(good)));
        Assert.Equal(101, (await own.AnswerAsync(staysOpen: true)).Status);
    }

    // RFC 6455 4.1: what the line leaves out of a handshake that could succeed.
    private static byte[] Handshake(IReadOnlyList<byte[]> requests)
    {
        string request = System.Text.Encoding.ASCII.GetString(Assert.Single(requests)).Replace("Connection: close", "Connection: Upgrade", StringComparison.Ordinal);
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        return System.Text.Encoding.ASCII.GetBytes(request.Replace("\r\n\r\n", $"\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n", StringComparison.Ordinal));
    }
}
