using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cloakroom.ServerTests.Hardening;

/// <summary>
/// What the server has handed out, changed by a bit, cut off or made longer, and shown to it again (T15): it is nothing, to nobody a 5xx, and
/// never somebody else. Every change is tried in the process by Cloakroom.Tests.Mutations; here some of each go over the wire.
/// </summary>
public sealed class ArtefactTests(TwoPeople people, ITestOutputHelper output) : IClassFixture<TwoPeople>, IDisposable
{
    // Each of them costs as much as a real one.
    private const int Logins = 32;

    private static readonly string[] Pieces = ["=", "!", "%00", ".", "\"", "A", "AAAA"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false });

    private static int Most => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? int.MaxValue : 256;

    public void Dispose() => _client.Dispose();

    [Fact]
    public Task The_session_cookie() => TryAsync(people.Ann, (call, text) => call.SendAsync(HttpMethod.Get, "/auth/session", cookies: "session_id=" + text), 401);

    [Fact]
    public async Task The_access_token()
    {
        JsonNode tokens = await LogInAsync("token");
        await TryAsync(Text(tokens, "access_token"), (_, text) => SendAsync(HttpMethod.Get, "/auth/session", ("Authorization", "Bearer " + text)), 401);
    }

    [Fact]
    public async Task The_refresh_token()
    {
        JsonNode tokens = await LogInAsync("token");
        await TryAsync(Text(tokens, "refresh_token"), (call, text) => call.SendAsync(HttpMethod.Post, "/auth/refresh", content: JsonContent.Create(new { refresh_token = text })), 400, 401);
    }

    [Fact]
    public async Task The_cross_site_token()
    {
        using var caller = new Caller(people.Process.Url);
        Reply reply = await caller.GetAsync("/auth/csrf", people.Ann);
        string token = Text(JsonNode.Parse(reply.Body), "token");
        // Neither Sec-Fetch-Site nor Origin: the token alone decides.
        await TryAsync(token, (_, text) => SendAsync(HttpMethod.Put, "/auth/data/k", ("Cookie", $"session_id={people.Ann}"), ("X-CSRF-Token", text)), 403);
    }

    [Fact]
    public async Task The_device_cookie()
    {
        using var caller = new Caller(people.Process.Url);
        Reply login = await caller.LogInAsync("ann@example.org");
        string line = login.Headers["Set-Cookie"].Single(l => l.StartsWith("device=", StringComparison.Ordinal));
        await TryAsync(
            line["device=".Length..line.IndexOf(';', StringComparison.Ordinal)],
            (call, text) => call.SendAsync(HttpMethod.Post, "/auth/login", content: JsonContent.Create(new { email = "nobody@example.org", password = "x" }), cookies: "device=" + text),
            Logins, [400, 401, 429, 503]);
    }

    [Fact]
    public Task What_looks_like_a_pending_login() => TryAsync(
        new string('k', 43), (call, text) => call.SendAsync(HttpMethod.Post, "/auth/login/mfa", content: JsonContent.Create(new { mfa_token = text, code = "123456" })), 400, 401, 429);

    [Fact]
    public Task What_looks_like_the_link_of_a_mail() => TryAsync(
        new string('k', 43), (call, text) => call.SendAsync(HttpMethod.Post, "/auth/confirm", content: JsonContent.Create(new { token = text, code = text })), 400, 401, 403, 404, 429);

    private Task TryAsync(string whole, Func<Caller, string, Task<Reply>> show, params int[] refusals) => TryAsync(whole, show, Most, refusals);

    private async Task TryAsync(string whole, Func<Caller, string, Task<Reply>> show, int most, int[] refusals)
    {
        using var caller = new Caller(people.Process.Url);
        string[] all = [.. Changed(whole)];
        int step = Math.Max(1, all.Length / most), tried = 0;
        for (int i = 0; i < all.Length; i += step, tried++)
        {
            Reply reply = await show(caller, all[i]);
            Assert.True(refusals.Contains(reply.Status) && (reply.Status < 500 || reply.Code == "overloaded"), $"{all[i]}: {reply}");
            Assert.DoesNotContain(people.BobId, reply.Body, StringComparison.Ordinal);
        }

        await people.AssertUnharmedAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tried} of {all.Length}"));
    }

    // What a header can carry of it; the rest is refused by the HTTP server.
    private static IEnumerable<string> Changed(string whole)
    {
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            char other = (char)(whole[bit / 8] ^ (1 << (bit % 8)));
            if (other is > ' ' and < '\u007f' and not (';' or ','))
            {
                yield return $"{whole[..(bit / 8)]}{other}{whole[((bit / 8) + 1)..]}";
            }
        }

        for (int length = 1; length < whole.Length; length++)
        {
            yield return whole[..length];
            yield return whole[length..];
        }

        foreach (string piece in Pieces)
        {
            yield return whole + piece;
            yield return piece + whole;
        }
    }

    // Headers as they are, also where no client would write them so.
    private async Task<Reply> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(people.Process.Url, path)) { Content = method == HttpMethod.Get ? null : JsonContent.Create(1) };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(answer);
    }

    private async Task<JsonNode> LogInAsync(string carrier)
    {
        using var caller = new Caller(people.Process.Url);
        Reply reply = await caller.SendAsync(HttpMethod.Post, "/auth/login", content: JsonContent.Create(new { email = "ann@example.org", password = Caller.Password, carrier }));
        return JsonNode.Parse(reply.Body) ?? throw new InvalidOperationException(reply.Body);
    }

    private static string Text(JsonNode? json, string name) => json?[name]?.GetValue<string>() ?? throw new InvalidOperationException($"No {name}.");
}
