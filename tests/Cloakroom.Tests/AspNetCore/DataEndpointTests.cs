using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Cloakroom.Tests.AspNetCore;

public sealed class DataEndpointTests
{
    [Fact]
    public async Task A_value_is_stored_read_changed_and_removed()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();

        Assert.Equal("not_found", await (await app.GetAsync("/auth/data/cart", cookie)).CodeAsync());
        using HttpResponseMessage stored = await PutAsync(app, cookie, "cart", """{"mocha": 3}""");
        Assert.Equal(HttpStatusCode.NoContent, stored.StatusCode);
        using HttpResponseMessage read = await app.GetAsync("/auth/data/cart", cookie);
        Assert.Equal("""{"mocha": 3}""", await read.TextAsync());
        Assert.Equal("application/json", read.Content.Headers.ContentType?.ToString());
        Assert.Equal(stored.Headers.ETag, read.Headers.ETag);
        using HttpResponseMessage changed = await PutAsync(app, cookie, "cart", "[]");
        Assert.NotEqual(stored.Headers.ETag, changed.Headers.ETag);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(app, cookie, "cart")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("/auth/data/cart", cookie)).StatusCode);
        Assert.Equal("not_found", await (await DeleteAsync(app, cookie, "cart")).CodeAsync());
    }

    [Fact]
    public async Task Data_belongs_to_one_session()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string phone = await app.LoginAsync("ada"), laptop = await app.LoginAsync("ada");

        await PutAsync(app, phone, "cart", "1");

        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("/auth/data/cart", laptop)).StatusCode);
        Assert.Equal("no_credentials", await (await app.GetAsync("/auth/data/cart")).CodeAsync());
    }

    [Fact]
    public async Task Of_two_who_changed_the_same_version_one_hears_of_the_other()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();
        string tag = (await PutAsync(app, cookie, "cart", "1")).Headers.ETag?.ToString() ?? "";

        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(app, cookie, "cart", "2", ("If-Match", tag))).StatusCode);
        using HttpResponseMessage late = await PutAsync(app, cookie, "cart", "3", ("If-Match", tag));

        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal("conflict", await late.CodeAsync());
        Assert.Equal("2", await (await app.GetAsync("/auth/data/cart", cookie)).TextAsync());
        Assert.Equal("conflict", await (await DeleteAsync(app, cookie, "cart", ("If-Match", tag))).CodeAsync());
        Assert.Equal("conflict", await (await PutAsync(app, cookie, "cart", "4", ("If-None-Match", "*"))).CodeAsync());
        Assert.Equal("conflict", await (await PutAsync(app, cookie, "new", "4", ("If-Match", "*"))).CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(app, cookie, "new", "4", ("If-None-Match", "*"))).StatusCode);
    }

    [Fact]
    public async Task What_the_client_has_already_is_not_sent_again()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();
        string tag = (await PutAsync(app, cookie, "cart", "1")).Headers.ETag?.ToString() ?? "";

        foreach (string condition in (string[])[tag, $"W/{tag}", $"\"x\", {tag}", "*"])
        {
            using HttpResponseMessage answer = await app.GetAsync("/auth/data/cart", cookie, ("If-None-Match", condition));
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Equal(tag, answer.Headers.ETag?.ToString());
            Assert.Equal("no-store", answer.Header("Cache-Control"));
        }

        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/auth/data/cart", cookie, ("If-None-Match", "\"999\""))).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await app.GetAsync("/auth/data/cart", cookie, ("If-Match", "\"999\""))).StatusCode);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with%20space")]
    [InlineData("caf%C3%A9")]
    [InlineData("%F0%9F%8E%9F")]
    [InlineData("a;b=c&d")]
    [InlineData("100%25")]
    [InlineData("..%2E")]
    public async Task Keys_may_have_any_visible_characters(string key)
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();
        string cookie = await app.LoginAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(app, cookie, key, "1")).StatusCode);
        Assert.Equal("1", await (await app.GetAsync($"/auth/data/{key}", cookie)).TextAsync());
    }

    [Fact]
    public async Task A_key_is_the_same_in_the_address_and_in_code()
    {
        await using TestApp app = await new TestApp
        {
            OnKestrel = true,
            Map = a => a.MapGet("/code", async (SessionData data) => await data.GetAsync<int>("café 🎟")),
        }.StartAsync();
        string cookie = await app.LoginAsync();

        await PutAsync(app, cookie, "caf%C3%A9%20%F0%9F%8E%9F", "7");

        Assert.Equal("7", await (await app.GetAsync("/code", cookie)).TextAsync());
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("a%2fb")]
    [InlineData("a%252Fb")]
    [InlineData("a%0Ab")]
    [InlineData("%C2%85")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Keys_that_are_not_exactly_one_name_are_refused(string key)
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();

        Assert.Equal("invalid_request", await (await PutAsync(app, await app.LoginAsync(), key, "1")).CodeAsync());
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.NoContent)]
    [InlineData("Application/JSON; charset=UTF-8", HttpStatusCode.NoContent)]
    [InlineData("application/json; charset=\"utf-8\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=latin1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("nonsense", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.UnsupportedMediaType)]
    public async Task Only_JSON_in_UTF_8_is_taken(string? contentType, HttpStatusCode status)
    {
        await using TestApp app = await new TestApp().StartAsync();
        using var body = new ByteArrayContent("1"u8.ToArray());
        if (contentType is not null)
        {
            body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Put, "/auth/data/cart", await app.LoginAsync(), body);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task More_than_64_KiB_is_refused_with_and_without_a_length()
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();
        string cookie = await app.LoginAsync();
        string fits = $"\"{new string('x', ISessionDataStore.MaxBytes - 2 - "cart".Length)}\"";

        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(app, cookie, "cart", fits)).StatusCode);
        Assert.Equal(fits, await (await app.GetAsync("/auth/data/cart", cookie)).TextAsync());
        Assert.Equal("too_large", await (await PutAsync(app, cookie, "second", "1")).CodeAsync());
        using HttpResponseMessage large = await PutAsync(app, cookie, "cart", $"\"{new string('x', 1_000_000)}\"");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal("too_large", await (await PutAsync(app, cookie, "cart", $"\"{new string('x', 1_000_000)}\"", ("Transfer-Encoding", "chunked"))).CodeAsync());
        Assert.Equal(fits, await (await app.GetAsync("/auth/data/cart", cookie)).TextAsync());
    }

    [Fact]
    public async Task A_broken_chunk_is_a_bad_request()
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();
        string cookie = await app.LoginAsync();

        string answer = await Raw.ExchangeAsync(app.Address, string.Join("\r\n",
            "PUT /auth/data/cart HTTP/1.1", $"Host: {app.Address.Authority}", "Connection: close", $"Cookie: {cookie}", "Sec-Fetch-Site: same-origin",
            "Content-Type: application/json", "Transfer-Encoding: chunked", "", "zz", "1", "0", "", ""));

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_ended_meanwhile_takes_no_data()
    {
        var store = new SwitchStore();
        await using TestApp app = await new TestApp
        {
            Store = store,
            Map = a => a.MapPost("/race", async (Session session, SessionData data) =>
            {
                await store.Inner.DeleteAsync(new(session.Digest, EndReason.Revoked), CancellationToken.None);
                return (await data.UpdateAsync<int>("cart", n => n + 1)).Result.ToString();
            }),
        }.StartAsync();

        Assert.Equal("SessionGone", await (await app.PostAsync("/race", await app.LoginAsync())).TextAsync());
    }

    internal static Task<HttpResponseMessage> PutAsync(TestApp app, string cookie, string key, string json, params (string, string)[] headers)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return app.SendAsync(HttpMethod.Put, $"/auth/data/{key}", cookie, content, headers);
    }

    private static Task<HttpResponseMessage> DeleteAsync(TestApp app, string cookie, string key, params (string, string)[] headers) =>
        app.SendAsync(HttpMethod.Delete, $"/auth/data/{key}", cookie, null, headers);
}
