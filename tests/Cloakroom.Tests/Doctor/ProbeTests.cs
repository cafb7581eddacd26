using System.Net;
using Cloakroom.Server.Doctor.Probe;
using Cloakroom.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Doctor;

/// <summary>What the page /doctor calls, and the page itself, as programs meet them.</summary>
public sealed class ProbeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Run = "?run=0123456789abcdef";

    [Fact]
    public async Task It_sets_every_kind_and_says_which_came()
    {
        using HttpClient client = fixture.Server.Client();
        using HttpResponseMessage set = await SendAsync(client, "POST", ProbeEndpoints.Set + Run);
        Assert.Equal((HttpStatusCode.NoContent, 16), (set.StatusCode, set.Headers.GetValues("Set-Cookie").Count()));
        using HttpResponseMessage seen = await SendAsync(client, "GET", ProbeEndpoints.Seen + Run, "doctor-lax=0123456789abcdef; doctor-strict=ffff; session_id=x; __Host-doctor=0123456789abcdef");
        Assert.Equal("""{"arrived":["lax","host"]}""", await seen.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using HttpResponseMessage clear = await SendAsync(client, "POST", ProbeEndpoints.Clear + Run);
        Assert.All(clear.Headers.GetValues("Set-Cookie"), line => Assert.EndsWith("; Max-Age=0", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_asks_no_store_whatever_cookie_comes_along()
    {
        await using RunningServer server = await RunningServer.StartAsync(replace: services => services.AddSingleton<ISessionStore>(new AwayStore()));
        using HttpClient client = server.Client();
        string cookie = $"session_id={SessionId.Create().Reveal()}";
        foreach ((string method, string path) in new[] { ("POST", ProbeEndpoints.Set), ("GET", ProbeEndpoints.Seen), ("GET", ProbeEndpoints.Frame), ("POST", ProbeEndpoints.Clear) })
        {
            using HttpResponseMessage answer = await SendAsync(client, method, path + Run, cookie);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
            Assert.DoesNotContain("session_id", string.Join('\n', answer.Headers), StringComparison.Ordinal);
        }

        // The same cookie elsewhere needs the store.
        using HttpResponseMessage page = await SendAsync(client, "GET", "/auth/session", cookie);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
    }

    [Fact]
    public async Task Only_the_answer_for_the_frame_may_be_framed_and_only_by_own_pages()
    {
        using HttpClient client = fixture.Server.Client();
        foreach (string path in new[] { ProbeEndpoints.Seen + Run, ProbeEndpoints.Visit + Run, ProbeEndpoints.Seen, "/doctor", "/", "/nothing", ProbeEndpoints.Frame + Run })
        {
            using HttpResponseMessage answer = await SendAsync(client, "GET", path);
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            bool isFrame = path.StartsWith(ProbeEndpoints.Frame, StringComparison.Ordinal);
            Assert.Contains(isFrame ? "frame-ancestors 'self'" : "frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal(path == "/doctor", policy.Contains("frame-src 'self'", StringComparison.Ordinal));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "/doctor/probe/seen", "same-origin", 400, "invalid_request")]
    [InlineData("GET", "/doctor/probe/seen?run=", "same-origin", 400, "invalid_request")]
    [InlineData("GET", "/doctor/probe/seen?run=0123456789ABCDEF", "same-origin", 400, "invalid_request")]
    [InlineData("GET", "/doctor/probe/frame?run=\"><script>12", "same-origin", 400, "invalid_request")]
    [InlineData("GET", "/doctor/probe/visit?run=0123456789abcdef&run=0123456789abcdef", "same-origin", 400, "invalid_request")]
    [InlineData("GET", "/doctor/probe/visit?run=0123456789abcdef%0d%0aSet-Cookie:x", "same-origin", 400, "invalid_request")]
    [InlineData("POST", "/doctor/probe/set", "same-origin", 400, "invalid_request")]
    [InlineData("POST", "/doctor/probe/set?run=0123456789abcdef", "cross-site", 403, "csrf_cross_site")]
    [InlineData("POST", "/doctor/probe/clear?run=0123456789abcdef", "same-site", 403, "csrf_same_site")]
    [InlineData("GET", "/doctor/probe/set?run=0123456789abcdef", "same-origin", 405, "method_not_allowed")]
    [InlineData("DELETE", "/doctor", "same-origin", 405, "method_not_allowed")]
    [InlineData("POST", "/doctor", "same-origin", 415, "unsupported_media_type")]
    [InlineData("GET", "/doctor/probe", "same-origin", 404, "not_found")]
    public async Task Bad_input_is_refused_with_a_code(string method, string path, string site, int status, string code)
    {
        using HttpClient client = fixture.Server.Client();
        using HttpResponseMessage answer = await SendAsync(client, method, path, site: site);
        Assert.Equal((status, code), ((int)answer.StatusCode, await answer.CodeAsync()));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    public static TheoryData<string, int, string> Forms => new()
    {
        { "", 400, "invalid_request" },
        { "line=a%3Db", 400, "invalid_request" },
        { "line=a%3Db&from=https://a.example&to=nowhere&way=link", 400, "invalid_request" },
        { "line=a%3Db&from=javascript:1&to=https://a.example&way=link", 400, "invalid_request" },
        { "line=a%3Db&from=https://a.example&to=https://a.example&way=pigeon", 400, "invalid_request" },
        { "line=a%3Db&from=https://a.example&to=https://a.example&way=link&page=x", 400, "invalid_request" },
        { "line=a%3Db&line=c%3Dd&from=https://a.example&to=https://a.example&way=link", 400, "invalid_request" },
        { $"line={new string('a', 9000)}&from=https://a.example&to=https://a.example&way=link", 413, "too_large" },
        { $"line={new string('a', 40_000)}", 400, "invalid_request" },
        { $"line={new string('a', 200_000)}", 413, "too_large" },
        { string.Join('&', Enumerable.Range(0, 50).Select(i => $"f{i}=1")), 400, "invalid_request" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_bad_form_is_refused_to_programs_and_people_alike(string body, int status, string code)
    {
        using HttpClient client = fixture.Server.Client();
        foreach (bool isPerson in new[] { false, true })
        {
            using var content = new StringContent(body, mediaType: new("application/x-www-form-urlencoded"));
            using HttpResponseMessage answer = await SendAsync(client, "POST", "/doctor", content: content, mode: isPerson ? "navigate" : "cors");
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Contains(isPerson ? $"data-code=\"{code}\"" : $"\"code\":\"{code}\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_line_that_looks_like_markup_stays_text()
    {
        using HttpClient client = fixture.Server.Client();
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["line"] = "<script>=top-secret; <img src=x>; Path=\"><b>", ["from"] = "https://a.example/", ["to"] = "https://a.example/<i>", ["way"] = "iframe",
        });
        using HttpResponseMessage answer = await SendAsync(client, "POST", "/doctor", content: content, mode: "navigate");
        string page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.All(["<script>=", "<img src", "\"><b>", "<i>", "top-secret"], text => Assert.DoesNotContain(text, page, StringComparison.Ordinal));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string method, string path, string? cookie = null, string site = "same-origin", HttpContent? content = null, string mode = "cors")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Add("Sec-Fetch-Mode", mode);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
