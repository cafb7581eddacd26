using System.Text;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Requests that end somewhere else for a proxy than for the server behind it (A113).</summary>
internal static class Smuggling
{
    // The HTTP server reads it as the number without the sign, and so does whoever reads it at all; then there is nothing to hide behind.
    private const string Signed = "a length with a sign";

    /// <summary>What is hidden in a request is never a request, and whoever comes next has their own answer.</summary>
    public static async Task A113Async(Scene scene)
    {
        // By the proxy of an application too: that one keeps its connections to the server.
        Uri[] ways = [scene.Ground.Here.Url, (await scene.GatewayAsync()).Url];
        string sid = await (await scene.Bob).SidAsync();
        foreach (Uri way in ways.Distinct())
        {
            foreach ((string name, string request) in Requests($"/smuggled-{sid[..8]}"))
            {
                await PlayAsync(scene, way, name, request);
                for (int i = 0; i < 3; i++)
                {
                    WireAnswer next = await Wire.ExchangeAsync(way, WireCalls.Bytes("GET", "/auth/session", [("Cookie", $"{Person.Cookie}={sid}")]));
                    Assert.True(next.Status == 200 && next.UserId == (await scene.Bob).Id, $"{name}: {next}");
                }
            }
        }

        // Behind a proxy that has found the end of the first by itself the second is a request of the same client, like any other.
        Assert.True(scene.Ground.Way != Way.Direct || !AppBehind.Arrived.Any(target => target.Contains(sid[..8], StringComparison.Ordinal)), "A request was hidden in another.");

        Assert.True(Environment.Version >= new Version(10, 0, 0), "CVE-2025-55315 is mended in .NET 10.0.0.");
        Assert.Equal(["raw"], scene.Attack.Requests.Select(r => r.Method.ToLowerInvariant()).Distinct());
    }

    private static async Task PlayAsync(Scene scene, Uri way, string name, string request)
    {
        using Wire wire = await Wire.OpenAsync(way);
        await wire.SendAsync(Encoding.Latin1.GetBytes(request));
        WireAnswer first = await wire.AnswerAsync();
        Assert.True(first.Status is >= 400 and < 600, $"{name}: {first}");
        // A proxy that is still sending may miss what it is told by a server that has ended the connection; then it says 502, or 503.
        scene.Transcript.Add(0, [first], isCrowd: false, unlessFrom: 502);
        if (scene.Ground.Way == Way.Direct)
        {
            Assert.Equal(400, first.Status);
            // Nothing more is read from that connection.
            Assert.True(name == Signed || (await wire.RestAsync()).Split("HTTP/1.1 ").Length == 2, name);
        }
    }

    private static IEnumerable<(string Name, string Request)> Requests(string target)
    {
        const string start = $"POST /auth/login HTTP/1.1\r\nHost: {Ground.Host}\r\nOrigin: {Ground.Origin}\r\nContent-Type: application/json\r\n", chunked = "Transfer-Encoding: chunked\r\n";
        string hidden = $"GET {target} HTTP/1.1\r\nHost: {Ground.Host}\r\n\r\n";
        int length = hidden.Length;
        return
        [
            ("chunk extension with LF", $"{start}{chunked}\r\n2;\nxx\r\n{length:x}\r\n0\r\n\r\n{hidden}\r\n0\r\n\r\n"),
            ("chunk extension with CR", $"{start}{chunked}\r\n2;\rxx\r\n{length:x}\r\n0\r\n\r\n{hidden}\r\n0\r\n\r\n"),
            ("both lengths", $"{start}Content-Length: 6\r\n{chunked}\r\n0\r\n\r\n{hidden}"),
            ("both lengths, turned around", $"{start}{chunked}Content-Length: {5 + length}\r\n\r\n0\r\n\r\n{hidden}"),
            ("another coding", $"{start}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}"),
            ("a coding with a tab", $"{start}Transfer-Encoding:\tchunked, x\r\n\r\n0\r\n\r\n{hidden}"),
            ("two codings", $"{start}{chunked}Transfer-Encoding: identity\r\n\r\n0\r\n\r\n{hidden}"),
            ("two lengths", $"{start}Content-Length: 0\r\nContent-Length: {length}\r\n\r\n{hidden}"),
            ("two lengths in one", $"{start}Content-Length: 0, {length}\r\n\r\n{hidden}"),
            (Signed, $"{start}Content-Length: +{length}\r\n\r\n{hidden}"),
            ("a folded line", $"{start}X: a\r\n Content-Length: {length}\r\n\r\n{hidden}"),
            ("a space before the colon", $"{start}Content-Length : {length}\r\n\r\n{hidden}"),
            ("a CR alone", $"{start}X: a\rContent-Length: {length}\r\n\r\n{hidden}"),
        ];
    }
}
