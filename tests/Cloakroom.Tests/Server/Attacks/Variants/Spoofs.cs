namespace Cloakroom.Tests.Server.Attacks.Variants;

/// <summary>Headers with which a client says that it, or its request, is something else (promise R5).</summary>
internal static class Spoofs
{
    // X-HTTP-Method-Override is not among them: it makes a request one that changes something, and so refused more often.
    public static IEnumerable<(string Name, string Value)> All() =>
    [
        .. from name in new[] { "X-Forwarded-Host", "X-Original-Host", "X-Host", "X-Forwarded-Server", "X-HTTP-Host-Override" } select (name, "evil.test"),
        .. from name in new[] { "X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Url-Scheme", "X-Scheme", "CloudFront-Forwarded-Proto" } select (name, "http"),
        .. from name in new[] { "X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Cluster-Client-IP", "X-Originating-IP", "Fastly-Client-IP" } select (name, "127.0.0.1"),
        .. from name in new[] { "X-Auth-User", "X-Auth-Roles", "X-Forwarded-User", "X-Remote-User", "Remote-User", "X-Auth-Session", "X-Authenticated-User", "X-WEBAUTH-USER" } select (name, "admin"),
        .. from name in new[] { "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Forwarded-Prefix", "X-Original-URI" } select (name, "/admin"),
        .. from name in new[] { "X-HTTP-Method", "X-Method-Override", "X-Forwarded-Method" } select (name, "OPTIONS"),
        ("Forwarded", "for=127.0.0.1;host=evil.test;proto=http"), ("Via", "1.1 evil.test"), ("X-Forwarded-Port", "80"), ("X-Forwarded-Ssl", "off"), ("Front-End-Https", "off"),
        ("Proxy-Authorization", "Basic YWRtaW46YWRtaW4="), ("X-ARR-ClientCert", "x"), ("MS-ASPNETCORE-TOKEN", "x"), ("X-Forwarded-Client-Cert", "x"),
    ];

    /// <summary>What an answer says apart from what is random in each.</summary>
    public static string Shape(WireAnswer answer)
    {
        string[] random = ["Date", "Content-Security-Policy", "Set-Cookie", "Content-Length"];
        return $"{answer.Status} {answer.Code} {string.Join('|', answer.Headers.Where(h => !random.Contains(h.Name, StringComparer.OrdinalIgnoreCase)))} {string.Join('|', answer.All("Set-Cookie").Select(c => $"{c.Split('=')[0]};{c.Split(';', 2)[^1]}"))}";
    }
}
