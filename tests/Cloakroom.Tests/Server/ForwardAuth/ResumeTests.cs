using System.Net;
using System.Text.RegularExpressions;
using Cloakroom.Server.ForwardAuth;
using Cloakroom.Tests.Server.Attacks;

namespace Cloakroom.Tests.Server.ForwardAuth;

/// <summary>A form that meets the end of a session is not lost, and a form of another site does not become one of ours.</summary>
public sealed partial class ResumeTests(BehindProxy proxy) : IClassFixture<BehindProxy>
{
    private const string Form = "application/x-www-form-urlencoded";
    private static readonly (string, string)[] Navigation = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"), ("Accept", "text/html")];
    private static readonly (string, string)[] OwnPage = [("Sec-Fetch-Site", "same-origin"), ("Origin", BehindProxy.Origin), .. Navigation];

    [Fact]
    public async Task A_form_is_held_in_the_page_and_can_be_sent_again()
    {
        WireAnswer answer = await PostAsync("/orders?draft=1", "to=Z%C3%BCrich&text=a%0D%0Ab&to=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&empty=", Form, OwnPage);
        Assert.Equal((401, "text/html; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Contains("action=\"/orders?draft=1\" enctype=\"application/x-www-form-urlencoded\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal([("to", "Zürich"), ("to", "\"><script>alert(1)</script>"), ("text", "a\r\nb"), ("empty", "")], Hidden(answer));
        Assert.DoesNotContain("<script>alert", answer.Body, StringComparison.Ordinal);
        Assert.Contains("href=\"/login?return=%2Flogin\" target=\"_blank\"", answer.Body, StringComparison.Ordinal);
        Assert.Contains("<code>text</code>", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers, h => h.Name.StartsWith("X-Auth", StringComparison.OrdinalIgnoreCase) || h.Name is "Authorization" or "Set-Cookie");
    }

    [Fact]
    public async Task Of_a_form_with_files_the_text_is_held_and_the_files_are_named()
    {
        const string body = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nCat\r\n--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"cat.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--\r\n";
        WireAnswer answer = await PostAsync("/photos", body, "multipart/form-data; boundary=b", OwnPage);
        Assert.Equal(401, answer.Status);
        Assert.Contains("enctype=\"multipart/form-data\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal([("title", "Cat")], Hidden(answer));
        Assert.Contains("left out: photo.", answer.Body, StringComparison.Ordinal);
    }

    // Whose page sent it decides; headers that are missing are no proof.
    [Theory]
    [InlineData("same-origin", null, true)]
    [InlineData("none", null, true)]
    [InlineData(null, BehindProxy.Origin, true)]
    [InlineData("same-site", BehindProxy.Origin, false)]
    [InlineData("cross-site", null, false)]
    [InlineData(null, "https://evil.test", false)]
    [InlineData(null, "null", false)]
    [InlineData(null, null, false)]
    public async Task A_form_is_held_only_if_a_page_of_the_application_sent_it(string? site, string? origin, bool isHeld)
    {
        (string, string)[] headers = [.. site is null ? [] : new[] { ("Sec-Fetch-Site", site) }, .. origin is null ? [] : new[] { ("Origin", origin) }, ("Accept", "text/html")];
        foreach (string target in (string[])["/orders", "/api/orders"])
        {
            WireAnswer answer = await PostAsync(target, "a=secret-value", Form, headers);
            Assert.InRange(answer.Status, 401, 403);
            Assert.Equal(isHeld, answer.Body.Contains("secret-value", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("text/plain", "a=b")]
    [InlineData("", "a=b")]
    public async Task What_is_no_form_is_401(string type, string body) => Assert.DoesNotContain("<form method=\"post\" action=\"/orders\"", (await PostAsync("/orders", body, type, OwnPage)).Body, StringComparison.Ordinal);

    [Fact]
    public async Task A_script_gets_the_refusal_as_JSON()
    {
        WireAnswer answer = await PostAsync("/orders", "a=b", Form, [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "cors")]);
        Assert.Equal((401, "no_credentials"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_form_that_is_too_large_or_has_too_many_fields_is_refused_and_not_held()
    {
        string large = "a=" + new string('x', HeldForm.MaxBytes), many = string.Join('&', Enumerable.Range(0, 2000).Select(i => $"f{i}=held"));
        Assert.Equal(401, (await PostAsync("/orders", large, Form, OwnPage)).Status);
        WireAnswer answer = await PostAsync("/orders", many, Form, OwnPage);
        Assert.Equal(401, answer.Status);
        Assert.DoesNotContain("held", answer.Body, StringComparison.Ordinal);
        Assert.Equal(401, (await PostAsync("/orders", "--b\r\nbroken", "multipart/form-data; boundary=b", OwnPage)).Status);
    }

    [Fact]
    public async Task A_page_is_sent_to_the_login_and_never_passed_on()
    {
        WireAnswer nobody = await ResumeAsync("GET", "/shop", null), known = await ResumeAsync("GET", "/shop", proxy.Person), role = await ResumeAsync("GET", "/admin", proxy.Person);
        Assert.Equal((302, "/login?return=%2Fshop"), (nobody.Status, nobody.Header("Location")));
        Assert.Equal((302, "/login?return=%2Fshop"), (known.Status, known.Header("Location")));
        Assert.Equal(403, role.Status);
        foreach (string method in (string[])["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "FOO"])
        {
            WireAnswer answer = await ResumeAsync(method, "/public", proxy.Person);
            Assert.True(answer.Status >= 300, answer.ToString());
        }
    }

    [Fact]
    public async Task A_store_that_is_away_and_a_stranger_get_their_refusals()
    {
        await using RunningServer stranger = await RunningServer.StartAsync();
        WireAnswer untrusted = await BehindProxy.SendAsync(stranger, "POST", "/auth/resume", [.. BehindProxy.Forwarded("/orders", "POST"), ("Content-Type", Form), .. OwnPage], body: "a=secret-value");
        Assert.Equal((403, "untrusted_proxy"), (untrusted.Status, untrusted.Code));
        await using RunningServer away = await BehindProxy.StartAsync([], s => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<ISessionStore>(s, new AwayStore()));
        WireAnswer unavailable = await BehindProxy.SendAsync(away, "POST", "/auth/resume", [.. BehindProxy.Forwarded("/orders", "POST"), ("Content-Type", Form), ("Cookie", $"session_id={new string('A', 43)}"), .. OwnPage], body: "a=secret-value");
        Assert.Equal((503, false), (unavailable.Status, unavailable.Body.Contains("secret-value", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_speaks_German()
    {
        WireAnswer answer = await PostAsync("/orders", "a=b", Form, [.. OwnPage, ("Accept-Language", "de")]);
        Assert.Contains("Ihr Formular ist noch da", answer.Body, StringComparison.Ordinal);
    }

    private Task<WireAnswer> PostAsync(string target, string body, string type, (string, string)[] headers) =>
        BehindProxy.SendAsync(proxy.Server, "POST", "/auth/resume", [.. BehindProxy.Forwarded(target, "POST"), .. type.Length == 0 ? [] : new[] { ("Content-Type", type) }, .. headers], body: body);

    private Task<WireAnswer> ResumeAsync(string method, string target, string? cookie) =>
        BehindProxy.SendAsync(proxy.Server, method, "/auth/resume", [.. BehindProxy.Forwarded(target, method), .. BehindProxy.Cookie(cookie), ("Connection", "close"), ("Sec-Fetch-Site", "same-origin"), .. Navigation]);

    private static (string, string)[] Hidden(WireAnswer answer) =>
        [.. Field().Matches(answer.Body).Select(m => (WebUtility.HtmlDecode(m.Groups["name"].Value), WebUtility.HtmlDecode(m.Groups["value"].Value)))];

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\">", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();
}
