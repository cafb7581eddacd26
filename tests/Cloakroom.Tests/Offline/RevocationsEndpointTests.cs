using System.Net;
using System.Text.Json;
using Cloakroom.Keys;
using Cloakroom.Tests.AspNetCore;
using Cloakroom.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Offline;

/// <summary>The feed as those see it who write a verifier in another language.</summary>
public sealed class RevocationsEndpointTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_names_ended_sessions_under_the_signature_of_the_published_keys()
    {
        await using TestApp app = await StartAsync();
        string ada = await app.LoginAsync("ada"), bob = await app.LoginAsync("bob");
        await app.PostAsync("/auth/logout", ada);
        string jwt = await JwtAsync(app);

        using HttpClient client = app.Client();
        var keys = new JsonWebKeySet(await client.GetStringAsync("/.well-known/jwks.json", Stop));
        TokenValidationResult read = await new JsonWebTokenHandler().ValidateTokenAsync(jwt, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.Keys, ValidIssuer = "http://localhost", ValidTypes = ["revocations+jwt"], ValidateAudience = false, ValidateLifetime = false,
        });
        Assert.True(read.IsValid, read.Exception?.Message);
        Assert.Equal([DigestOf(ada)], Ended(jwt));
        Assert.DoesNotContain(DigestOf(bob), Ended(jwt));
        JsonElement claims = Claims(jwt);
        long from = claims.GetProperty("from").GetInt64(), to = claims.GetProperty("to").GetInt64();
        Assert.InRange(to - from, 0, 60_000);
        Assert.InRange(claims.GetProperty("iat").GetInt64(), from / 1000, (to / 1000) + 60);
    }

    [Fact]
    public async Task It_can_be_asked_again_cheaply_and_from_a_time_on()
    {
        await using TestApp app = await StartAsync();
        string ada = await app.LoginAsync("ada"), bob = await app.LoginAsync("bob");
        await app.PostAsync("/auth/logout", ada);
        using HttpResponseMessage first = await app.GetAsync("/auth/revocations");
        Assert.Equal(("no-cache", "application/json"), (first.Headers.CacheControl?.ToString(), first.Content.Headers.ContentType?.MediaType));
        Assert.Empty(TestApp.SetCookies(first));
        HttpStatusCode again = HttpStatusCode.OK;
        for (int attempt = 0; attempt < 20 && again == HttpStatusCode.OK; attempt++)
        {
            // Only what is asked within a second is the same.
            using HttpResponseMessage full = await app.GetAsync("/auth/revocations");
            using HttpResponseMessage same = await app.GetAsync("/auth/revocations", cookie: null, ("If-None-Match", full.Headers.ETag?.ToString() ?? ""));
            again = same.StatusCode;
        }

        Assert.Equal(HttpStatusCode.NotModified, again);
        await app.PostAsync("/auth/logout", bob);
        using HttpResponseMessage changed = await app.GetAsync("/auth/revocations", cookie: null, ("If-None-Match", first.Headers.ETag?.ToString() ?? ""));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        long later = TimeProvider.System.GetUtcNow().AddMinutes(10).ToUnixTimeMilliseconds();
        Assert.Empty(Ended(await JwtAsync(app, $"?since={later}")));
        // A little earlier is told too: another node may have heard of it earlier.
        Assert.Equal(2, Ended(await JwtAsync(app, $"?since={TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}")).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    [InlineData("253402300800000")]
    [InlineData("1700000000000&since=1700000000000")]
    public async Task A_since_that_is_no_time_is_refused(string since)
    {
        await using TestApp app = await StartAsync();
        using HttpResponseMessage answer = await app.GetAsync($"/auth/revocations?since={since}");
        Assert.Equal((HttpStatusCode.BadRequest, true), (answer.StatusCode, (await answer.Content.ReadAsStringAsync(Stop)).Contains("invalid_request", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_stream_goes_on_with_what_ends()
    {
        await using TestApp app = await new TestApp { OnKestrel = true, Store = new MemorySessionStore() }.StartAsync();
        string ada = await app.LoginAsync("ada"), bob = await app.LoginAsync("bob");
        await app.PostAsync("/auth/logout", ada);
        using HttpClient client = app.Client();
        client.DefaultRequestHeaders.Add("Accept", "text/event-stream");
        using var lines = new StreamReader(await client.GetStreamAsync("/auth/revocations", Stop));
        Assert.Equal([DigestOf(ada)], Ended(await NextAsync(lines)));
        await app.PostAsync("/auth/logout", bob);
        string[] next = [];
        while (next.Length == 0)
        {
            next = Ended(await NextAsync(lines));
        }

        Assert.Equal([DigestOf(bob)], next);
    }

    [Fact]
    public async Task A_rotated_ID_ends_the_old_one_for_verifiers_too()
    {
        await using TestApp app = await StartAsync();
        string old = await app.LoginAsync("ada");
        await app.LoginAsync("ada", with: old);
        Assert.Contains(DigestOf(old), Ended(await JwtAsync(app)));
    }

    [Fact]
    public async Task Where_nobody_can_tell_what_ended_elsewhere_there_is_no_feed()
    {
        await using TestApp app = await new TestApp { Store = new SwitchStore() }.StartAsync();
        using HttpResponseMessage answer = await app.GetAsync("/auth/revocations");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_page_that_is_not_in_order_is_not_believed()
    {
        await using TestApp app = await StartAsync();
        using HttpResponseMessage login = await app.PostAsync("/login?user=ada");
        string jwt = await JwtAsync(app);
        KeyRing ring = app.Services.GetRequiredService<KeyRing>();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Assert.True(await IsReadAsync(jwt));
        Assert.False(await IsReadAsync(jwt, issuer: "https://other.example"));
        Assert.False(await IsReadAsync(jwt, at: now.AddHours(-1)));
        Assert.False(await IsReadAsync(jwt[..^6] + "AAAAAA"));
        Assert.False(await IsReadAsync(""));
        Assert.False(await IsReadAsync("a.b.c"));

        // An access token by the same key is none.
        var session = Sqlite.Sample.Login(now);
        Assert.False(await IsReadAsync(new TokenIssuer(ring, "http://localhost", TimeProvider.System).Issue(session, "http://localhost", TimeSpan.FromMinutes(5)).Text));
        // Nor is a page an access token.
        Assert.Equal(Reason.Malformed, (await new TokenVerifier(ring, "http://localhost", "http://localhost", TimeProvider.System).VerifyAsync(jwt, Stop)).Reason);

        async Task<bool> IsReadAsync(string text, string issuer = "http://localhost", DateTimeOffset? at = null) =>
            await RevocationPage.ReadAsync(text, issuer, ring, at ?? now, Stop) is not null;
    }

    private static Task<TestApp> StartAsync() => new TestApp { Store = new MemorySessionStore() }.StartAsync();

    private static async Task<string> JwtAsync(TestApp app, string query = "")
    {
        using HttpResponseMessage answer = await app.GetAsync("/auth/revocations" + query);
        return Jwt(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Stop));
    }

    private static async Task<string> NextAsync(StreamReader lines)
    {
        Assert.Equal("event: revocations", await lines.ReadLineAsync(Stop));
        string data = await lines.ReadLineAsync(Stop) ?? "";
        Assert.Equal("", await lines.ReadLineAsync(Stop));
        return Jwt(data["data: ".Length..]);
    }

    private static string Jwt(string json) => JsonDocument.Parse(json).RootElement.GetProperty("jwt").GetString() ?? "";

    private static JsonElement Claims(string jwt) => JsonDocument.Parse(DecodeFromChars(jwt.Split('.')[1])).RootElement;

    private static string[] Ended(string jwt) => [.. Claims(jwt).GetProperty("ended").EnumerateArray().Select(e => e.GetString() ?? "")];

    private static string DigestOf(string cookie)
    {
        Assert.True(SessionId.TryParse(cookie.Split('=')[1], out SessionId id));
        byte[] bytes = new byte[SessionDigest.ByteLength];
        id.DigestFor(new MemorySessionStore()).CopyTo(bytes);
        return EncodeToString(bytes);
    }
}
