using Cloakroom.Cookies;
using Cloakroom.Server.Doctor;

namespace Cloakroom.Tests.Doctor;

/// <summary>The doctor's judgement of one line: the obstacle, and the least that takes it away.</summary>
public sealed class CookieReportTests
{
    private const string Api = "https://api.example.com/v1/login", Me = "https://api.example.com/me", App = "https://www.other.example/page";

    /// <summary>Line, set by, request, page, kind and method, obstacle, line that works.</summary>
    public static TheoryData<string, string, string, string?, string, string, string> Cases => new()
    {
        { "sid=1", Api, Me, null, "GET", "path-mismatch", "sid=…; Path=/" },
        { "sid=1; Path=/", Api, Me, App, "GET", "samesite-lax-subresource", "sid=…; Path=/; SameSite=None; Secure" },
        { "sid=1; Path=/; SameSite=None", Api, Me, App, "GET", "samesite-none-without-secure", "sid=…; Path=/; SameSite=None; Secure" },
        { "sid=1; Path=/; SameSite=Strict", Api, Me, App, "navigate GET", "samesite-strict-cross-site", "sid=…; Path=/; SameSite=Lax" },
        { "sid=1; Path=/; SameSite=Lax", Api, Me, App, "navigate POST", "samesite-lax-unsafe-method", "sid=…; Path=/; SameSite=None; Secure" },
        { "sid=1; Path=/; Domain=com", Api, Me, null, "GET", "public-suffix", "sid=…; Path=/" },
        { "sid=1; Path=/; Domain=other.example", Api, Me, null, "GET", "domain-mismatch", "sid=…; Path=/" },
        { "sid=1; Path=/", Api, "https://www.example.com/", null, "GET", "other-host", "sid=…; Path=/; Domain=example.com" },
        { "sid=1; Path=/; Max-Age=0", Api, Me, null, "GET", "expired", "sid=…; Path=/; Max-Age=86400" },
        { "__Host-sid=1; Secure", Api, Me, null, "GET", "prefix-host", "__Host-sid=…; Secure; Path=/" },
        { "__Secure-sid=1; Path=/", Api, Me, null, "GET", "prefix-secure", "__Secure-sid=…; Path=/; Secure" },
        { "sid=1; Path=/; Partitioned", Api, Me, null, "GET", "partitioned-without-secure", "sid=…; Path=/; Partitioned; Secure" },
        { "si\u0001d=1; Path=/", Api, Me, null, "GET", "control-character", "sid=…; Path=/" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_obstacle_is_named_and_the_change_takes_it_away(string line, string from, string to, string? page, string how, string code, string changed)
    {
        CookieQuestion question = Ask(line, from, to, page, how);
        var report = CookieReport.Of(question, TimeProvider.System);
        CookieDecision? obstacle = CookieJudgement.Of(question, TimeProvider.System).Obstacle;
        Assert.False(report.Works);
        Assert.Equal(code, obstacle?.Code);
        Assert.Equal(changed, report.Change?.Line);
        Assert.Equal("Sent", Judge(changed.Replace("…", "1", StringComparison.Ordinal), from, to, page, how));
    }

    [Theory]
    [InlineData("sid=1; Path=/; Secure", "http://shop.example/", "http://shop.example/", null, "https://shop.example/", "https://shop.example/", null)]
    [InlineData("sid=1; Path=/", "http://127.0.0.1:5000/", "http://127.0.0.1:5000/", "http://localhost:3000/", "http://localhost:5000/", "http://localhost:5000/", null)]
    [InlineData("sid=1; Path=/", "https://a.vercel.app/", "https://b.vercel.app/", null, null, "https://a.vercel.app/", null)]
    public void Where_no_attribute_helps_an_address_changes(string line, string from, string to, string? page, string? newFrom, string? newTo, string? newPage)
    {
        var report = CookieReport.Of(Ask(line, from, to, page, "GET"), TimeProvider.System);
        Assert.Equal((newFrom, newTo, newPage), (report.Change?.From, report.Change?.To, report.Change?.Initiator));
        Assert.Single(report.Change!.Steps);
    }

    [Fact]
    public void What_arrives_needs_no_change() => Assert.Null(CookieReport.Of(Ask("sid=1; Path=/; Secure", Api, Me, null, "GET"), TimeProvider.System).Change);

    [Fact]
    public void A_value_that_is_too_long_is_cut()
    {
        CookieQuestion question = Ask($"sid={new string('x', 4097)}; Path=/", Api, Me, null, "GET");
        Assert.Equal("too-long", CookieJudgement.Of(question, TimeProvider.System).Obstacle?.Code);
        Assert.Contains("Keep less", Assert.Single(CookieReport.Of(question, TimeProvider.System).Change!.Steps), StringComparison.Ordinal);
    }

    // Whatever is asked: a remedy that is offered is one that works.
    [Fact]
    public void A_remedy_works_for_every_mixture_of_attributes()
    {
        string[] attributes = ["Secure", "Path=/v1", "Path=nonsense", "Domain=example.com", "Domain=com", "SameSite=Strict", "SameSite=None", "SameSite=Odd", "Max-Age=-1", "Partitioned", "Expires=never", "HttpOnly"];
        string[] addresses = [Api, Me, App, "http://api.example.com/", "http://localhost:1/", "http://127.0.0.1:2/x/y", "https://a.github.io/"];
        for (int i = 0; i < 400; i++)
        {
            // Strides without a common factor bring every pair together.
            string line = string.Join("; ", [Of(["sid=1", "__Host-sid=1", "=1", ""], i), Of(attributes, i / 3), Of(attributes, 5 * i), Of(attributes, 7 * i / 2)]);
            string? page = i % 3 == 0 ? null : Of(addresses, i / 5);
            CookieQuestion question = Ask(line, Of(addresses, i), Of(addresses, i / 2), page, Of(["GET", "POST", "navigate GET", "navigate POST"], i / 11));
            var remedy = Remedy.Find(question, q => CookieJudgement.Of(q, TimeProvider.System).Works);
            bool worked = CookieJudgement.Of(question, TimeProvider.System).Works;
            Assert.True(worked ? remedy is null : remedy is null || CookieJudgement.Of(remedy.After, TimeProvider.System).Works, $"{line}: {question}");
        }
    }

    private static string Of(string[] all, int i) => all[i % all.Length];

    private static string Judge(string line, string from, string to, string? page, string how) =>
        CookieJudgement.Of(Ask(line, from, to, page, how), TimeProvider.System).Sent?.Outcome.ToString() ?? "";

    private static CookieQuestion Ask(string line, string from, string to, string? page, string how) => new(CookieLine.Read(line), new(from), new(to))
    {
        Method = how.Split(' ')[^1],
        Kind = how.StartsWith("navigate", StringComparison.Ordinal) ? CookieRequestKind.TopLevelNavigation : CookieRequestKind.Subresource,
        Initiator = page is null ? null : new(page),
    };
}
