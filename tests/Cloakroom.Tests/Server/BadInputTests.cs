using System.Net;
using System.Text;
using Cloakroom.Server.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

/// <summary>Whatever is sent: a 4xx with a code, on both endpoints, and no account or session comes of it.</summary>
public sealed class BadInputTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Json = "application/json", Form = "application/x-www-form-urlencoded";
    private const string Good = """{"email":"ada@example.org","password":"correct horse battery"}""";

    /// <summary>What is wrong, content type, body, code.</summary>
    public static TheoryData<string, string?, string, string> Bodies => new()
    {
        { "no body", Json, "", "invalid_request" },
        { "null", Json, "null", "invalid_request" },
        { "a number", Json, "42", "invalid_request" },
        { "text", Json, "\"ada\"", "invalid_request" },
        { "an array", Json, $"[{Good}]", "invalid_request" },
        { "an empty object", Json, "{}", "invalid_request" },
        { "cut off", Json, Good[..^1], "invalid_request" },
        { "something behind it", Json, Good + "x", "invalid_request" },
        { "two documents", Json, Good + Good, "invalid_request" },
        { "a trailing comma", Json, Good[..^1] + ",}", "invalid_request" },
        { "a comment", Json, "/* */" + Good, "invalid_request" },
        { "single quotes", Json, Good.Replace('"', '\''), "invalid_request" },
        { "no password", Json, """{"email":"ada@example.org"}""", "invalid_request" },
        { "no email", Json, """{"password":"correct horse battery"}""", "invalid_request" },
        { "names in capitals", Json, """{"EMAIL":"ada@example.org","PASSWORD":"correct horse battery"}""", "invalid_request" },
        { "email null", Json, Good.Replace("\"ada@example.org\"", "null", StringComparison.Ordinal), "invalid_request" },
        { "email a number", Json, Good.Replace("\"ada@example.org\"", "1", StringComparison.Ordinal), "invalid_request" },
        { "email an array", Json, Good.Replace("\"ada@example.org\"", "[\"ada@example.org\"]", StringComparison.Ordinal), "invalid_request" },
        { "email an object", Json, Good.Replace("\"ada@example.org\"", "{\"$ne\":null}", StringComparison.Ordinal), "invalid_request" },
        { "password true", Json, Good.Replace("\"correct horse battery\"", "true", StringComparison.Ordinal), "invalid_request" },
        { "password an object", Json, Good.Replace("\"correct horse battery\"", "{}", StringComparison.Ordinal), "invalid_request" },
        { "email twice", Json, Good[..^1] + ",\"email\":\"eve@example.org\"}", "invalid_request" },
        { "password twice", Json, Good[..^1] + ",\"password\":\"correct horse battery\"}", "invalid_request" },
        { "an escaped duplicate", Json, Good[..^1] + ",\"\\u0065mail\":\"eve@example.org\"}", "invalid_request" },
        { "remember a text", Json, Good[..^1] + ",\"remember\":\"yes\"}", "invalid_request" },
        { "carrier a number", Json, Good[..^1] + ",\"carrier\":1}", "invalid_request" },
        { "carrier unknown", Json, Good[..^1] + ",\"carrier\":\"pigeon\"}", "invalid_request" },
        { "half a surrogate pair", Json, Good.Replace("battery", "\\ud83e", StringComparison.Ordinal), "invalid_request" },
        { "nested deeply", Json, Good[..^1] + ",\"x\":" + new string('[', 5000) + new string(']', 5000) + "}", "invalid_request" },
        { "address without @", Json, Good.Replace("@", "", StringComparison.Ordinal), "invalid_request" },
        { "address with two @", Json, Good.Replace("@", "", StringComparison.Ordinal), "invalid_request" },
        { "address with a line break", Json, Good.Replace("ada@", "ada\\r\\nBcc: eve@", StringComparison.Ordinal), "invalid_request" },
        { "address with NUL", Json, Good.Replace("ada@", "ada\\u0000@", StringComparison.Ordinal), "invalid_request" },
        { "address with a space", Json, Good.Replace("ada@", " ada@", StringComparison.Ordinal), "invalid_request" },
        { "address written right to left", Json, Good.Replace("ada@", "\\u202eada@", StringComparison.Ordinal), "invalid_request" },
        { "address as a list", Json, Good.Replace("ada@", "eve@example.org,ada@", StringComparison.Ordinal), "invalid_request" },
        { "address without host", Json, Good.Replace("@example.org", "@", StringComparison.Ordinal), "invalid_request" },
        { "address with an empty label", Json, Good.Replace("@example.org", "@example..org", StringComparison.Ordinal), "invalid_request" },
        { "address of 300 bytes", Json, Good.Replace("example", string.Join('.', Enumerable.Repeat(new string('a', 55), 5)), StringComparison.Ordinal), "invalid_request" },
        { "body over 16 KiB", Json, Good[..^1] + ",\"x\":\"" + new string('x', 20_000) + "\"}", "too_large" },
        { "body over 128 KiB", Json, Good[..^1] + ",\"x\":\"" + new string('x', 200_000) + "\"}", "too_large" },
        { "no content type", null, Good, "unsupported_media_type" },
        { "text/plain", "text/plain", Good, "unsupported_media_type" },
        { "an XML body", "application/xml", "<email/>", "unsupported_media_type" },
        { "another charset", "application/json; charset=utf-16", Good, "unsupported_media_type" },
    };

    public static TheoryData<string, string, string> Forms => new()
    {
        { "nothing", "", "invalid_request" },
        { "no password", "email=ada%40example.org", "invalid_request" },
        { "email twice", "email=ada%40example.org&email=eve%40example.org&password=correct+horse+battery", "invalid_request" },
        { "password twice", "email=ada%40example.org&password=correct+horse+battery&password=x", "invalid_request" },
        { "brackets", "email[]=ada%40example.org&password[$ne]=x", "invalid_request" },
        { "too many fields", "email=ada%40example.org&password=correct+horse+battery&" + string.Join('&', Enumerable.Range(0, 50).Select(i => $"f{i}=1")), "invalid_request" },
        { "a long name", $"email=ada%40example.org&password=correct+horse+battery&{new string('n', 500)}=1", "invalid_request" },
        { "over 16 KiB", $"email=ada%40example.org&password=correct+horse+battery&x={new string('x', 20_000)}", "too_large" },
    };

    [Theory]
    [InlineData("/auth/register", "/register?error=invalid_request")]
    [InlineData("/auth/login", "/login?error=invalid_request")]
    public async Task A_form_with_a_part_in_UTF_7_is_sent_back(string path, string back)
    {
        const string form = "--b\r\nContent-Disposition: form-data; name=\"email\"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nada@example.org\r\n--b--\r\n";
        using HttpClient client = fixture.Server.Client();
        using HttpResponseMessage answer = await client.BytesAsync(path, Encoding.UTF8.GetBytes(form), "multipart/form-data; boundary=b");
        Assert.Equal((HttpStatusCode.SeeOther, back), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_is_refused_with_its_code(string wrong, string? type, string body, string code)
    {
        using HttpClient client = fixture.Server.Client();
        foreach (string path in new[] { "/auth/register", "/auth/login" })
        {
            using HttpResponseMessage answer = await client.BytesAsync(path, Encoding.UTF8.GetBytes(body), type);
            Assert.True(answer.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError, $"{wrong} at {path}: {answer.StatusCode}");
            Assert.Equal(code, await answer.CodeAsync());
            Assert.Null(answer.Cookie());
        }

        Assert.True(fixture.Server.Services.GetRequiredService<AccountsDatabase>().IsEmpty());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_is_sent_back_with_its_code(string wrong, string body, string code)
    {
        using HttpClient client = fixture.Server.Client();
        foreach (string page in new[] { "/register", "/login" })
        {
            using HttpResponseMessage answer = await client.BytesAsync("/auth" + page, Encoding.UTF8.GetBytes(body), Form);
            Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, $"{wrong} at {page}: {answer.StatusCode}");
            Assert.Equal($"{page}?error={code}", answer.Headers.Location?.OriginalString);
            Assert.Null(answer.Cookie());
        }

        Assert.True(fixture.Server.Services.GetRequiredService<AccountsDatabase>().IsEmpty());
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused()
    {
        using HttpClient client = fixture.Server.Client();
        byte[] body = Encoding.Latin1.GetBytes(Good.Replace("battery", "b\u00e4ttery", StringComparison.Ordinal));
        byte[] utf16 = Encoding.Unicode.GetBytes(Good);
        using HttpResponseMessage latin = await client.BytesAsync("/auth/register", body, Json), wide = await client.BytesAsync("/auth/register", utf16, Json);
        Assert.Equal(("invalid_request", "invalid_request"), (await latin.CodeAsync(), await wide.CodeAsync()));
    }

    [Fact]
    public async Task A_body_sent_in_chunks_is_bounded_too()
    {
        using HttpClient client = fixture.Server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/login") { Content = new StringContent(Good[..^1] + ",\"x\":\"" + new string('x', 20_000) + "\"}", Encoding.UTF8, Json) };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too_large"), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task Fields_that_nobody_knows_do_no_harm()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.JsonAsync("/auth/register", Good[..^1] + ""","roles":["admin"],"id":"1","newsletter":{"weekly":true}}""");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }
}
