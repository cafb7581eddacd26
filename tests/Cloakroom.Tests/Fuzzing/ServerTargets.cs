using System.Text;
using Cloakroom.Cookies;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Server.Doctor;
using Cloakroom.Server.ForwardAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Tests.Fuzzing;

/// <summary>What the server reads besides: addresses of applications, what proxies say, bodies, and lines that people paste.</summary>
internal static class ServerTargets
{
    private static readonly string[] Dots = ["/..", "/.", "/%2e", "%2f", "%5c", "%3b", "%25", "//", ";", "\\", "?", "#", "%c0%af", "%ef%bc%8f", "\uff0f", "admin", "."];

    private static readonly string[] Said = ["X-Forwarded-Method: GET", "X-Forwarded-Proto: https", "X-Forwarded-Host: app.example", "X-Forwarded-Uri: /a/b?c=d", "X-Original-URL: https://app.example/a", "X-Original-URI: /a", "X-Original-Method: POST"];

    public static IEnumerable<Target> All() =>
    [
        Target.OfText("address of a request", ["/", "/a/b?c=d", "/admin/%C3%A4/x%20y/", "/100%25"], Dots, Address),
        Target.OfText("what a proxy says", [string.Join('\n', Said[..4]), string.Join('\n', Said), Said[4]], [.. Said, "\n", "http://", ":443", .. Dots], Forwarded),
        Target.OfText("rule of access", ["app.example.com/admin role:admin,fresh:5m", "*.example.com/a public", "* signed-in", "/x cross-site,preflight"], ["role:", "fresh:", "public", "*.", "*", ",", " ", "5m", "99999999999h"], text => AccessRule.TryRead(text, out string problem) is { } rule ? $"rule {rule.HostRank} {rule.PathRank} {rule.Requirement}" : problem.Length > 0 ? problem.Split('\'')[0] : throw new InvalidOperationException("Refused without a reason.")),
        Target.OfText("e-mail address", ["ann@example.org", "a.b+c@sub.example"], ["@", ".", "\"", "(", ",", "xn--", "\u0000", "\u202e"], text => EmailAddress.TryParse(text, out EmailAddress? email) ? $"good {email.Text.Length == text.Length}" : "none"),
        Target.OfText("recovery code", ["MZXW-6YTB-OI3D-ENRT", "mzxw6ytboi3denrt"], ["-", " ", "0", "1", "8"], text => RecoveryCode.DigestOf(text)?.Length.ToString() ?? "none"),
        Target.OfText("link of a mail", ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"], [" ", "\r\n", "="], text => LinkSecret.TryParse(text, out LinkSecret? secret) ? $"good {secret.Text == text.Trim()}" : "none"),
        Target.OfText("body of a login", ["""{"email":"ann@example.org","password":"x","carrier":"token","remember":true}""", """{"email":"a\u00e4@b.c","x":[{}]}"""], ["\"email\"", "\"remember\"", "null", "[[[[[[[[[[", "{", "}", "\\ud800", "true", "1e400"], text => Body(Encoding.UTF8.GetBytes(text), "application/json")),
        Target.OfText("form of a login", ["email=ann%40example.org&password=x&remember=on", "email=a&email=b"], ["&", "=", "%", "%00", "%zz", "+", "email", "remember", "[]"], text => Body(Encoding.UTF8.GetBytes(text), "application/x-www-form-urlencoded")),
        Target.OfText("multipart form of a login", ["--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na@b.c\r\n--x--\r\n"], ["--x", "--x--", "\r\n", "Content-Disposition: form-data; name=", "filename=\"a\"", "\"email\"", "Content-Type: text/plain; charset=utf-7"], text => Body(Encoding.UTF8.GetBytes(text), "multipart/form-data; boundary=x")),
        Target.OfText("content type", ["application/json", "application/json; charset=utf-8"], [";", "charset=", "\"", "/", "*", "boundary="], text => StrictJson.IsJson(text).ToString()),
        Target.OfText("preconditions", ["\"1\"", "W/\"1\", \"2\"", "*"], ["\"", "W/", ",", "*"], Conditions),
        Target.OfText("line for the doctor", ["sid=1; Path=/; Secure; HttpOnly; SameSite=Lax", "Set-Cookie: a=b; Domain=.app.example; Max-Age=60", "__Host-x=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT"], ["; Secure", "; Domain=", "; Path=", "Set-Cookie:", "; SameSite=None", "; Partitioned", "__Host-", "Max-Age=99999999999999999999", "curl -H"], Line),
    ];

    private static string Address(string text)
    {
        if (!RequestTarget.TryParse(text, out RequestTarget? target, out string problem))
        {
            TextTargets.Check(problem.Length > 0);
            return problem;
        }

        // Another reader, who resolves dots and decodes, comes to the same place.
        TextTargets.Check(target.Raw == text && Uri.TryCreate("http://app.example" + text, UriKind.Absolute, out Uri? url));
        string place = string.Join('/', new Uri("http://app.example" + text).AbsolutePath.TrimEnd('/').Split('/').Skip(1).Select(Uri.UnescapeDataString));
        TextTargets.Check(place == string.Join('/', target.Segments));
        return $"{target.Segments.Length} {target.NamesAnotherMethod}";
    }

    private static string Forwarded(string text)
    {
        var context = new DefaultHttpContext();
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            // The HTTP server lets no header without a name through.
            if (colon > 0 && line.AsSpan(0, colon).Trim().Length > 0)
            {
                context.Request.Headers.Append(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }

        OriginalRequest? original = ForwardedHeaders.Read(context, appended: null, out string problem);
        TextTargets.Check((original is null) == (problem.Length > 0));
        TextTargets.Check(original is null || original.Scheme is "https" or "http");
        return original is null ? problem : $"{OriginalRequest.IsMethod(original.Method)} {original.Target.Segments.Length} {original.Scheme}";
    }

    private static string Body(byte[] bytes, string type)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.ContentType = type;
        context.Request.ContentLength = bytes.Length;
        context.Request.Body = new MemoryStream(bytes);
        context.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
        (Fields? fields, Refusal? refusal) = Fields.ReadAsync(context.Request, ["email", "password", "carrier"], "remember").GetAwaiter().GetResult();
        TextTargets.Check((fields is null) != (refusal is null));
        return refusal?.Reason.Code ?? $"{fields?.Has("email")} {fields?.Has("password")} {fields?.Has("carrier")} {fields?["remember"]}";
    }

    private static string Conditions(string text)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfMatch = text;
        context.Request.Headers.IfNoneMatch = text;
        var conditions = new Preconditions(context.Request.Headers);
        return $"{conditions.MatchHolds(1)} {conditions.NoneMatchHolds(1)} {conditions.ForWrite(1) is null} {conditions.ForWrite(version: null) is null}";
    }

    private static string Line(string text)
    {
        var line = CookieLine.Read(text);
        IReadOnlyList<CookiePart> parts = CookiePart.Explain(line);
        TextTargets.Check(parts.Count > 0);
        return $"{line.Attributes.Count} {parts.Count}";
    }

    private sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}
