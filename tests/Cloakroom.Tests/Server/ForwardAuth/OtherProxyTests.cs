using Cloakroom.Tests.Server.Attacks;

namespace Cloakroom.Tests.Server.ForwardAuth;

/// <summary>What the documentation of Traefik and of Envoy says they send, replayed.</summary>
public sealed class OtherProxyTests(BehindProxy proxy) : IClassFixture<BehindProxy>
{
    // https://doc.traefik.io/traefik/middlewares/http/forwardauth, "Forward-Request Headers": GET to the address of the setting, all headers
    // of the client, and these five. Behind TLS with a WebSocket the protocol is wss.
    [Theory]
    [InlineData("GET", "/shop", "https", 200)]
    [InlineData("POST", "/shop", "https", 200)]
    [InlineData("GET", "/shop", "wss", 200)]
    [InlineData("GET", "/admin", "https", 403)]
    [InlineData("GET", "/public/../admin", "https", 400)]
    public async Task Traefik_ForwardAuth(string method, string uri, string proto, int status)
    {
        (string, string)[] headers =
        [
            ("Accept-Encoding", "gzip"), ("Sec-Fetch-Site", "same-origin"), ("User-Agent", "Mozilla/5.0"), ("Cookie", proxy.Person),
            ("X-Forwarded-Method", method), ("X-Forwarded-Proto", proto), ("X-Forwarded-Host", BehindProxy.Host), ("X-Forwarded-Uri", uri), ("X-Forwarded-For", "203.0.113.7"),
            ("X-Forwarded-Port", "443"), ("X-Forwarded-Server", "traefik-1"), ("X-Real-Ip", "203.0.113.7"),
        ];
        Assert.Equal(status, (await BehindProxy.SendAsync(proxy.Server, "GET", "/auth/verify", headers, "cloakroom:4242")).Status);
    }

    // https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/filters/http/ext_authz/v3/ext_authz.proto, HttpService: the method of
    // the client, path_prefix with the path of the client behind it, Host, Content-Length 0, Authorization, and the headers of
    // allowed_headers; 200 and nothing else lets the request pass.
    [Theory]
    [InlineData("GET", "/shop?a=b", 200)]
    [InlineData("POST", "/shop", 200)]
    [InlineData("DELETE", "/shop", 200)]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/admin", 403)]
    [InlineData("TRACE", "/shop", 403)]
    [InlineData("GET", "/..", 400)]
    [InlineData("GET", "/../session", 400)]
    [InlineData("GET", "/../../health/live", 400)]
    [InlineData("GET", "/../../_/site.css", 400)]
    [InlineData("GET", "/%2e%2e/%2e%2e/health/live", 400)]
    [InlineData("GET", "//health/live", 400)]
    [InlineData("GET", "/../../.well-known/jwks.json", 400)]
    public async Task Envoy_ext_authz(string method, string path, int status)
    {
        (string, string)[] headers = [("Content-Length", "0"), ("Cookie", proxy.Person), ("Sec-Fetch-Site", "same-origin"), ("X-Forwarded-Proto", "https"), ("X-Envoy-Internal", "true"), ("X-Forwarded-For", "203.0.113.7")];
        Assert.Equal(status, (await BehindProxy.SendAsync(proxy.Server, method, $"/auth/verify{path}", headers, BehindProxy.Host)).Status);
    }

    [Fact]
    public async Task Envoy_says_path_and_method_by_itself_and_nothing_beside_it_may_say_otherwise()
    {
        foreach ((string name, string value) in ((string, string)[])[("X-Forwarded-Uri", "/public"), ("X-Forwarded-Method", "OPTIONS"), ("X-Forwarded-Host", "open.example.com"), ("X-Original-URL", "/public")])
        {
            WireAnswer answer = await BehindProxy.SendAsync(proxy.Server, "GET", "/auth/verify/shop", [("X-Forwarded-Proto", "https"), (name, value)], BehindProxy.Host);
            Assert.Equal(400, answer.Status);
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("FOO")]
    public async Task Whatever_the_method_of_the_question_a_refusal_is_none_that_a_proxy_takes_for_a_permission(string method)
    {
        foreach (string path in (string[])["/auth/verify/shop", "/auth/verify/%2e", "/auth/resume"])
        {
            foreach ((string, string)[] more in ((string, string)[][])[[("Accept", "text/html")], [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "cross-site")], []])
            {
                WireAnswer answer = await BehindProxy.SendAsync(proxy.Server, method, path, [("X-Forwarded-Proto", "https"), ("Connection", "close"), .. more], BehindProxy.Host);
                Assert.InRange(answer.Status, 300, 499);
            }
        }
    }

    [Fact]
    public async Task A_navigation_that_Envoy_asks_about_is_sent_to_the_login_and_its_query_is_the_clients()
    {
        WireAnswer answer = await BehindProxy.SendAsync(proxy.Server, "GET", "/auth/verify/shop?redirect=false", [("X-Forwarded-Proto", "https"), ("Accept", "text/html")], BehindProxy.Host);
        Assert.Equal((302, "/login?return=%2Fshop%3Fredirect%3Dfalse"), (answer.Status, answer.Header("Location")));
    }
}
