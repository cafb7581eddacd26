using System.Text;
using static Cloakroom.ServerTests.BadInput.RequestText;

namespace Cloakroom.ServerTests.BadInput;

/// <summary>Bodies that are wrong, and the answer: status and code.</summary>
internal static class BadBodies
{
    private const string Valid = """{"email":"nobody@example.org","password":"a long enough password"}""";

    private static readonly string Deep = new string('[', 5000) + new string(']', 5000);

    public static IEnumerable<(string Name, string Request, string Answer)> All() => [.. Credentials("login", Login), .. Credentials("register", Register), .. Data()];

    private static IEnumerable<(string Name, string Request, string Answer)> Credentials(string name, Func<string, string, string> request)
    {
        foreach ((string what, string body) in Json())
        {
            yield return ($"{name}: {what}", request(body, "application/json"), "400 invalid_request");
        }

        foreach (string type in new[] { "", "text/plain", "application/jsonx", "application/json; charset=utf-16", "application/xml", "{}", ";", "application/json, text/plain" })
        {
            yield return ($"{name}: type '{type}'", request(Valid, type), "415 unsupported_media_type");
        }

        yield return ($"{name}: too large", request($$"""{"email":"{{new string('a', 20_000)}}"}""", "application/json"), "413 too_large");
        yield return ($"{name}: form too large", request("email=" + new string('a', 20_000), "application/x-www-form-urlencoded"), "4xx page");
        yield return ($"{name}: form without fields", request("", "application/x-www-form-urlencoded"), "4xx page");
        yield return ($"{name}: form of many fields", request(string.Concat(Enumerable.Range(0, 2000).Select(i => $"f{i}=&")), "application/x-www-form-urlencoded"), "4xx page");
        yield return ($"{name}: form with a field twice", request("email=a%40b.org&email=c%40d.org&password=x", "application/x-www-form-urlencoded"), "4xx page");
        yield return ($"{name}: form of broken percents", request("email=%&password=%zz%00%ff", "application/x-www-form-urlencoded"), "4xx page");
        yield return ($"{name}: multipart without boundary", request("--x\r\n", "multipart/form-data"), "4xx page");
        yield return ($"{name}: multipart that ends early", request("--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na", "multipart/form-data; boundary=x"), "4xx page");
        yield return ($"{name}: multipart with a boundary of a kilobyte", request("--x\r\n", "multipart/form-data; boundary=" + new string('x', 1000)), "4xx page");
    }

    private static IEnumerable<(string What, string Body)> Json() =>
    [
        ("empty", ""), ("spaces", "   "), ("null", "null"), ("number", "42"), ("text", "\"x\""), ("list", "[]"), ("nothing in it", "{}"),
        ("half", """{"email":"a@b.org","pass"""), ("two documents", Valid + Valid), ("comment", "/* */" + Valid), ("comma at the end", """{"email":"a@b.org","password":"x",}"""),
        ("single quotes", "{'email':'a@b.org','password':'x'}"), ("email a number", """{"email":1,"password":"x"}"""), ("email a list", """{"email":["a@b.org"],"password":"x"}"""),
        ("password an object", """{"email":"a@b.org","password":{}}"""), ("password null", """{"email":"a@b.org","password":null}"""), ("password true", """{"email":"a@b.org","password":true}"""),
        ("email twice", """{"email":"a@b.org","email":"c@d.org","password":"x"}"""), ("carrier unknown", """{"email":"a@b.org","password":"x","carrier":"pigeon"}"""),
        ("carrier a number", """{"email":"a@b.org","password":"x","carrier":1e400}"""), ("remember a text", """{"email":"a@b.org","password":"x","remember":"yes"}"""),
        ("email without at", """{"email":"nobody","password":"a long enough password"}"""), ("email with NUL", """{"email":"a\u0000@b.org","password":"a long enough password"}"""),
        ("email with line ends", """{"email":"a@b.org\r\nX: y","password":"a long enough password"}"""), ("email very long", $$"""{"email":"{{new string('a', 5000)}}@b.org","password":"x"}"""),
        ("raw NUL", "{\"email\":\"a\0@b.org\",\"password\":\"x\"}"), ("half a surrogate", """{"email":"a\ud800@b.org","password":"x"}"""),
        ("invalid UTF-8", "{\"email\":\"\u00ff\u00fe@b.org\",\"password\":\"x\"}"), ("overlong UTF-8", "{\"email\":\"\u00c0\u0080@b.org\",\"password\":\"x\"}"),
        ("UTF-16", Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(Valid))), ("deep", Deep), ("deep in an unknown field", $$"""{"x":{{Deep}},"email":"a@b.org","password":"x"}"""),
        ("broken escape", """{"email":"\x41@b.org","password":"x"}"""), ("form as JSON", "email=a%40b.org&password=x"),
    ];

    private static IEnumerable<(string Name, string Request, string Answer)> Data()
    {
        foreach ((string what, string body) in new[]
        {
            ("empty", ""), ("word", "hello"), ("half", "{\"a\":"), ("two documents", "{}{}"), ("deep", Deep), ("invalid UTF-8", "\"\u00ff\u00fe\""), ("overlong UTF-8", "\"\u00c0\u0080\""),
            ("UTF-16", Encoding.Latin1.GetString(Encoding.Unicode.GetBytes("{}"))), ("raw NUL", "\"\0\""), ("not a number", "NaN"), ("leading zero", "01"), ("comma at the end", "[1,]"),
        })
        {
            yield return ($"data: {what}", Put(body), "400 invalid_request");
        }

        yield return ("data: broken chunks", SignedIn("PUT /auth/data/k", "Content-Type: application/json\nTransfer-Encoding: chunked") + "ffffffffffff\r\n{}", "400 invalid_request");
        yield return ("data: too large", Put("\"" + new string('x', 70_000) + "\""), "413 too_large");
        yield return ("data: much too large", Put("\"" + new string('x', 200_000) + "\""), "413 too_large");
        foreach (string type in new[] { "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ";" })
        {
            yield return ($"data: type '{type}'", Put("{}", type), "415 unsupported_media_type");
        }

        foreach (string key in new[] { "a%0d%0ab", new string('k', 129), "%7f" })
        {
            yield return ($"data: key {key[..Math.Min(8, key.Length)]}", SignedIn("PUT /auth/data/" + key, body: "1"), "400 invalid_request");
        }

        foreach (string tag in new[] { "x", "\"", "W/\"1\"", "\"99999999999999999999\"", "*, *", "," })
        {
            yield return ($"data: If-Match {tag}", SignedIn("PUT /auth/data/absent", "If-Match: " + tag, "1"), "412 conflict");
        }
    }
}
