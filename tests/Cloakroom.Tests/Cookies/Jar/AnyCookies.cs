using Cloakroom.Cookies;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>Lines, addresses and contexts that meet often: few names, few hosts, every attribute.</summary>
internal static class AnyCookies
{
    private static readonly string[] Attributes =
    [
        "Secure", "HttpOnly", "SameSite=Strict", "SameSite=Lax", "SameSite=None", "SameSite=None; Secure", "SameSite=Odd", "Partitioned; Secure",
        "Path=/", "Path=/a", "Path=/a/b", "Path=/a/", "Path=", "Domain=app.example", "Domain=www.app.example", "Domain=example", "Domain=co.uk",
        "Domain=.shop.co.uk", "Domain=localhost", "Domain=127.0.0.1", "Domain=", "Max-Age=0", "Max-Age=5", "Max-Age=60", "Max-Age=-1",
        "Expires=Thu, 01 Jan 2026 00:00:03 GMT", "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Expires=soon", "Unknown=1", "",
    ];

    private static readonly string[] Names = ["a=", "b=", "", "=", "__Secure-a=", "__Host-a=", "__host-b=", "c=d="];

    private static readonly string[] Hosts =
        ["app.example", "www.app.example", "api.app.example", "deep.www.app.example", "other.example", "shop.co.uk", "www.shop.co.uk", "localhost", "a.localhost", "127.0.0.1", "[::1]", "example"];

    private static readonly string[] Paths = ["/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/%61"];

    public static Gen<string> Line { get; } =
        from name in Gen.Elements(Names)
        from value in Gen.Choose(0, 9)
        from count in Gen.Choose(0, 4)
        from attributes in Gen.ArrayOf(Gen.Elements(Attributes), count)
        select string.Join("; ", attributes.Prepend($"{name}{value}"));

    public static Gen<Uri> Url { get; } =
        from scheme in Gen.Frequency((4, Gen.Constant("https")), (3, Gen.Constant("http")), (1, Gen.Constant("wss")), (1, Gen.Constant("ws")))
        from host in Gen.Elements(Hosts)
        from path in Gen.Elements(Paths)
        select new Uri($"{scheme}://{host}{path}");

    public static Gen<CookieContext> Context { get; } =
        from url in Url
        from api in Gen.Frequency((3, Gen.Constant(CookieApi.Http)), (1, Gen.Constant(CookieApi.Script)))
        from kind in Gen.Elements(Enum.GetValues<CookieRequestKind>())
        from method in Gen.Elements("GET", "POST", "HEAD")
        from initiator in Url.OrNull()
        from around in Gen.Choose(0, 2).SelectMany(n => Gen.ArrayOf(Url, n))
        from ancestors in Gen.Choose(0, 2).SelectMany(n => Gen.ArrayOf(Url, n))
        select new CookieContext(url) { Api = api, Kind = kind, Method = method, Initiator = initiator, InitiatorAncestors = around, Ancestors = ancestors };

    /// <summary>What happens to a jar: a line is received, a request is sent, or a second passes.</summary>
    public static Gen<(string? Line, CookieContext Context)> Step { get; } =
        from context in Context
        from line in Gen.Frequency((5, Line), (2, Gen.Constant("")))
        select (line.Length == 0 ? null : line, context);
}
