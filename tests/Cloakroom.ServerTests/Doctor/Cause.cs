using Cloakroom.ServerTests.Browser;

namespace Cloakroom.ServerTests.Doctor;

/// <summary>A cause of a missing cookie, as docs/doctor.md lists it.</summary>
/// <param name="Code">What the doctor calls it.</param>
/// <param name="Faulty">A set-up that has it.</param>
/// <param name="Mended">The same after what the doctor says was done.</param>
/// <param name="Fix">Words of what the doctor says.</param>
internal sealed record Cause(string Code, Setup Faulty, Setup Mended, string Fix)
{
    private const string Good = "sid=1; Path=/; Secure; HttpOnly; SameSite=Lax", Loose = "sid=1; Path=/; SameSite=None; Secure";

    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<Cause> All { get; } =
    [
        Of("fetch-credentials", new Setup(Setup.App, Setup.ApiOfApp, Good) { Call = Call.PlainFetch }, s => s with { Call = Call.Fetch }, "credentials: \"include\""),
        Of("cors-wildcard", new Setup(Setup.App, Setup.ApiOfApp, Good) { AllowOrigin = "*" }, s => s with { AllowOrigin = null }, "Access-Control-Allow-Origin: https://app.test:"),
        Of("samesite-none-without-secure", new Setup(Setup.Other, Setup.App, "sid=1; Path=/; SameSite=None"), s => s with { Line = Loose }, "Set-Cookie: sid=…; Path=/; SameSite=None; Secure"),
        Of("samesite-lax-subresource", new Setup(Setup.Other, Setup.App, "sid=1; Path=/") { Call = Call.Frame }, s => s with { Line = Loose }, "Set-Cookie: sid=…; Path=/; SameSite=None; Secure"),
        Of("samesite-strict-cross-site", new Setup(Setup.Other, Setup.App, "sid=1; Path=/; Secure; SameSite=Strict") { Call = Call.Link }, s => s with { Line = "sid=1; Path=/; Secure; SameSite=Lax" },
            "link: Set SameSite=Lax, so that links from other sites bring it. Set-Cookie: sid=…; Path=/; Secure; SameSite=Lax"),
        Of("secure-over-http", new Setup($"http://{Chromium.Domain}", $"http://{Chromium.Domain}", Good), s => s with { Page = Setup.App, Api = Setup.App }, "Use https at both ends."),
        Of("proxy-hides-https", new Setup(Setup.App, Setup.App, Good) { Proxy = Tells.Nothing }, s => s with { Proxy = Tells.Https }, "proxy_set_header X-Forwarded-Proto $scheme"),
        Of("two-names-of-this-machine", new Setup("http://localhost", "http://127.0.0.1", "sid=1; Path=/; HttpOnly; SameSite=Lax"), s => s with { Api = "http://localhost" }, "Use one name everywhere: http://localhost:"),
        Of("public-suffix", new Setup($"https://shop.{Chromium.Suffix}", $"https://shop.{Chromium.Suffix}", Good + "; Domain=.vercel.app"), s => s with { Line = Good }, "Leave Domain out"),
        Of("domain-mismatch", new Setup(Setup.App, Setup.App, Good + "; Domain=www.app.test"), s => s with { Line = Good }, "Leave Domain out"),
        Of("path-mismatch", new Setup(Setup.App, Setup.App, "sid=1; Secure; HttpOnly; SameSite=Lax") { Login = "/auth/login" }, s => s with { Line = "sid=1; Secure; HttpOnly; SameSite=Lax; Path=/" }, "Set it with Path=/"),
        Of("too-long", new Setup(Setup.App, Setup.App, $"sid={new string('x', 4097)}; Path=/; Secure"), s => s with { Line = $"sid={new string('x', 32)}; Path=/; Secure" }, "Keep less in the cookie"),
        Of("expired", new Setup(Setup.App, Setup.App, "sid=1; Path=/; Secure; Expires=Wed Jan 22 2025 22:03:43 GMT-0500 (Eastern Standard Time)"), s => s with { Line = "sid=1; Path=/; Secure; Max-Age=86400" }, "Max-Age=86400"),
    ];

    public static TheoryData<string> Codes => [.. All.Select(c => c.Code)];

    public static Cause Named(string code) => All.First(c => c.Code == code);

    private static Cause Of(string code, Setup faulty, Func<Setup, Setup> mend, string fix) => new(code, faulty, mend(faulty), fix);
}
