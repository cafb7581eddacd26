using Cloakroom.Tests.Server.Attacks;

namespace Cloakroom.Tests.Server.ForwardAuth;

public sealed class ForwardedHeaderTests(BehindProxy proxy) : IClassFixture<BehindProxy>
{
    private const string Shop = "/shop";

    // Each beside a question about /shop by somebody without session: the place that counts is /shop, or none.
    public static TheoryData<string, string, int> Planted => new()
    {
        { "X-Original-URL", "/public/x", 400 },
        { "X-Original-URL", "https://open.example.com/shop", 400 },
        { "X-Original-URI", "/public/x", 400 },
        { "X-Original-Method", "OPTIONS", 400 },
        { "X-Forwarded-Uri", "/public/x", 400 },
        { "X-Forwarded-Host", "open.example.com", 400 },
        { "X-Forwarded-Method", "OPTIONS", 400 },
        { "X-Forwarded-Proto", "http", 400 },
        { "X-Forwarded-Uri", Shop, 400 },
        { "X-Rewrite-URL", "/public/x", 401 },
        { "X-Forwarded-Prefix", "/public", 401 },
        { "X-Forwarded-Port", "8443", 401 },
        { "X-Forwarded-Path", "/public/x", 401 },
        { "X-HTTP-Method-Override", "OPTIONS", 401 },
        { "Forwarded", "host=open.example.com;proto=https", 401 },
        { "X_Forwarded_Uri", "/public/x", 401 },
        { "X-Forwarded_Uri", "/public/x", 401 },
        { "X.Forwarded.Uri", "/public/x", 401 },
    };

    [Theory, MemberData(nameof(Planted))]
    public async Task A_second_word_about_the_request_changes_nothing_or_is_refused(string name, string value, int status)
    {
        WireAnswer answer = await proxy.AskAsync(Shop, more: (name, value));
        Assert.Equal((status, ""), (answer.Status, answer.Header("X-Auth-User")));
    }

    [Fact]
    public async Task Both_families_may_say_the_same()
    {
        WireAnswer answer = await proxy.AskAsync(Shop, cookie: proxy.Person, more: [("X-Original-URL", $"{BehindProxy.Origin}{Shop}"), ("X-Original-Method", "GET")]);
        Assert.Equal(200, answer.Status);
    }

    // https://kubernetes.github.io/ingress-nginx: X-Original-URL is $scheme://$http_host$request_uri, and X-Original-Method.
    [Theory]
    [InlineData("https://app.example.com/shop", 200)]
    [InlineData("https://app.example.com/admin", 403)]
    [InlineData("https://open.example.com", 200)]
    [InlineData("ftp://open.example.com/", 400)]
    [InlineData("https:///x", 400)]
    [InlineData("https://user@open.example.com/", 400)]
    [InlineData("/shop", 400)]
    public async Task Ingress_nginx_writes_the_address_in_one(string url, int status)
    {
        WireAnswer answer = await BehindProxy.SendAsync(proxy.Server, "GET", "/auth/verify", [("X-Original-URL", url), ("X-Original-Method", "GET"), .. BehindProxy.Cookie(proxy.Person)]);
        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("X-Forwarded-Method")]
    [InlineData("X-Forwarded-Proto")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded-Uri")]
    public async Task A_proxy_that_leaves_something_out_is_told_at_once_and_so_is_one_that_says_it_twice_or_empty(string name)
    {
        (string Name, string Value)[] all = BehindProxy.Forwarded("/public"), without = [.. all.Where(h => h.Name != name)];
        Assert.Equal(200, (await BehindProxy.SendAsync(proxy.Server, "GET", "/auth/verify", all)).Status);
        foreach ((string Name, string Value)[] headers in ((string, string)[][])[without, [.. all, .. all.Where(h => h.Name == name)], [.. without, (name, "")], []])
        {
            WireAnswer answer = await BehindProxy.SendAsync(proxy.Server, "GET", "/auth/verify", headers);
            Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
        }
    }

    [Theory]
    [InlineData("PRIVATE.wide.example.com", 403)]
    [InlineData("private.wide.example.com.", 403)]
    [InlineData("private.wide.example.com:443", 403)]
    [InlineData("private.wide.example.com:8443", 403)]
    [InlineData("private.wide.example.com:0443", 400)]
    [InlineData("private.wide.example.com:", 400)]
    [InlineData("private.wide.example.com:443:443", 400)]
    [InlineData("private.wide.example.com:70000", 400)]
    [InlineData("private.wide.example.com..", 400)]
    [InlineData("private..wide.example.com", 400)]
    [InlineData("privat\u0435.wide.example.com", 400)]
    [InlineData("user@private.wide.example.com", 400)]
    [InlineData("private.wide.example.com, x.wide.example.com", 400)]
    [InlineData("x.wide.example.com/private", 400)]
    [InlineData("x.wide.example.com\\private", 400)]
    [InlineData("x%2ewide.example.com", 400)]
    [InlineData("127.1", 400)]
    [InlineData("0x7f.0.0.1", 400)]
    [InlineData("[::1]", 200)]
    [InlineData("[::1", 400)]
    [InlineData("[0:0:0:0:0:0:0:1]", 400)]
    [InlineData("x.wide.example.com", 200)]
    [InlineData("a.b.wide.example.com", 200)]
    public async Task Hosts_are_compared_in_one_form_or_refused(string host, int status) =>
        Assert.Equal(status, (await proxy.AskAsync("/", cookie: proxy.Person, host: host)).Status);

    [Theory]
    [InlineData("wide.example.com", 401)]
    [InlineData("evilwide.example.com", 401)]
    [InlineData("x.wide.example.com", 200)]
    [InlineData("x.wide.example.com.evil.test", 401)]
    [InlineData("open.example.com", 200)]
    [InlineData("open.example.com.evil.test", 401)]
    [InlineData("xopen.example.com", 401)]
    public async Task A_star_stands_for_whole_labels(string host, int status) => Assert.Equal(status, (await proxy.AskAsync("/", host: host)).Status);

    [Theory]
    [InlineData("https", 200)]
    [InlineData("HTTPS", 200)]
    [InlineData("wss", 200)]
    [InlineData("http", 200)]
    [InlineData("ftp", 400)]
    [InlineData("https, http", 400)]
    public async Task Schemes_are_two(string scheme, int status) =>
        Assert.Equal(status, (await BehindProxy.SendAsync(proxy.Server, "GET", "/auth/verify", BehindProxy.Forwarded("/public", scheme: scheme))).Status);

    [Fact]
    public async Task Nobody_but_a_trusted_proxy_is_told_anything()
    {
        await using RunningServer server = await RunningServer.StartAsync(["--TrustedProxies", "192.0.2.1", "--ForwardAuth:Rules", "/ public"]);
        string cookie = await BehindProxy.EnterAsync(server, RunningServer.Email);
        foreach (string path in (string[])["/auth/verify", "/auth/verify/", "/auth/verify?redirect=true"])
        {
            WireAnswer answer = await BehindProxy.SendAsync(server, "GET", path, [.. BehindProxy.Forwarded("/"), ("Cookie", cookie), ("X-Forwarded-For", "192.0.2.1"), ("Accept", "text/html")]);
            Assert.Equal((403, "untrusted_proxy", ""), (answer.Status, answer.Code, answer.Header("X-Auth-User")));
        }
    }

    [Theory]
    [InlineData("/auth//verify")]
    [InlineData("//auth/verify")]
    [InlineData("/AUTH/verify")]
    [InlineData("/auth/%76erify")]
    [InlineData("/auth/./verify")]
    [InlineData("/x/../auth/verify")]
    [InlineData("/auth/verifyx")]
    [InlineData("/auth/verify%2f")]
    public async Task No_other_spelling_of_the_address_is_answered(string path) =>
        Assert.InRange((await proxy.AskAsync("/public", path: path)).Status, 400, 499);
}
