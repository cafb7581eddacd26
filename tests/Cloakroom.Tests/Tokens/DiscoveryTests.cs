using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Cloakroom.Keys;
using Cloakroom.Tests.AspNetCore;
using Cloakroom.Tests.Conventions;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Tokens;

/// <summary>Verifiers of others, which know our address and nothing else.</summary>
public sealed class DiscoveryTests
{
    private const string Service = "https://api.example";

    [Fact]
    public async Task The_stock_bearer_middleware_verifies_from_discovery_alone()
    {
        await using TestApp issuer = await new TestApp { OnKestrel = true }.StartAsync();
        await using WebApplication service = await ServiceAsync(issuer.Address);
        Assert.Equal((HttpStatusCode.OK, "42"), await AskAsync(service, Issue(issuer)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(service, Issue(issuer, "https://other.example"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(service, Issue(issuer)[..^4] + "AAAA")).Status);
    }

    [Fact]
    public async Task Node_verifies_with_jose_from_discovery_alone()
    {
        Assert.SkipUnless(Directory.Exists("/usr/share/nodejs/jose"), "Install node-jose.");
        await using TestApp issuer = await new TestApp { OnKestrel = true }.StartAsync();
        string address = issuer.Address.GetLeftPart(UriPartial.Authority), script = Repository.PathOf("tests/Cloakroom.Tests/Tokens/verify-with-jose.mjs");
        (int status, string output) = await Command.RunAsync(Repository.Root, "node", script, address, Service, Issue(issuer));
        Assert.True(status == 0, output);
        using var claims = JsonDocument.Parse(output);
        Assert.Equal("42", claims.RootElement.GetProperty("sub").GetString());
        (status, _) = await Command.RunAsync(Repository.Root, "node", script, address, "https://other.example", Issue(issuer));
        Assert.NotEqual(0, status);
    }

    [Fact]
    public async Task The_keys_are_for_everybody_and_may_be_kept_for_a_minute()
    {
        await using TestApp issuer = await new TestApp().StartAsync();
        string cookie = await issuer.LoginAsync();
        using HttpResponseMessage keys = await issuer.GetAsync("/.well-known/jwks.json", cookie);
        Assert.Equal("public, max-age=60", keys.Headers.CacheControl?.ToString());
        Assert.Empty(TestApp.SetCookies(keys));
        using JsonDocument set = JsonDocument.Parse(await keys.Content.ReadAsStringAsync(Stop));
        JsonElement key = Assert.Single(set.RootElement.GetProperty("keys").EnumerateArray());
        Assert.Equal("alg crv kid kty use x y", string.Join(' ', key.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)));

        using HttpResponseMessage again = await issuer.GetAsync("/.well-known/jwks.json", cookie: null, ("If-None-Match", keys.Headers.ETag?.ToString() ?? ""));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        await issuer.Services.GetRequiredService<KeyRing>().RotateAsync(atOnce: true);
        using HttpResponseMessage rotated = await issuer.GetAsync("/.well-known/jwks.json", cookie: null, ("If-None-Match", keys.Headers.ETag?.ToString() ?? ""));
        Assert.Equal(HttpStatusCode.OK, rotated.StatusCode);
    }

    [Fact]
    public async Task They_are_answered_while_the_store_is_away()
    {
        await using TestApp issuer = await new TestApp().StartAsync();
        string cookie = await issuer.LoginAsync();
        issuer.Switch.Mode = StoreMode.Away;
        using HttpResponseMessage keys = await issuer.GetAsync("/.well-known/jwks.json", cookie), configuration = await issuer.GetAsync("/.well-known/openid-configuration", cookie);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (keys.StatusCode, configuration.StatusCode));
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-authorization-server")]
    public async Task Discovery_names_what_is_there_and_nothing_else(string path)
    {
        await using TestApp issuer = await new TestApp
        {
            OnKestrel = true, Map = app => app.MapPost("/auth/elsewhere", () => "nothing"),
        }.StartAsync();
        using HttpResponseMessage answer = await issuer.GetAsync(path);
        using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        string origin = issuer.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(origin, document.RootElement.GetProperty("issuer").GetString());
        foreach (JsonProperty member in document.RootElement.EnumerateObject().Where(p => p.Name.EndsWith("_endpoint", StringComparison.Ordinal) || p.Name == "jwks_uri"))
        {
            string named = new Uri(member.Value.GetString() ?? "").AbsolutePath;
            using HttpResponseMessage there = await issuer.GetAsync(named);
            Assert.NotEqual(HttpStatusCode.NotFound, there.StatusCode);
        }
    }

    private static string Issue(TestApp app, string audience = Service) =>
        app.Services.GetRequiredService<TokenDesk>().Issuer.Issue(Login(TimeProvider.System.GetUtcNow()), audience, TimeSpan.FromMinutes(5)).Text;

    private static async Task<WebApplication> ServiceAsync(Uri issuer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.Authority = issuer.GetLeftPart(UriPartial.Authority);
            o.Audience = Service;
            o.RequireHttpsMetadata = false;
            o.MapInboundClaims = false;
        });
        builder.Services.AddAuthorization();
        WebApplication app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/me", (HttpContext context) => context.User.FindFirst("sub")?.Value).RequireAuthorization();
        await app.StartAsync();
        return app;
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(WebApplication service, string token)
    {
        using HttpClient client = service.GetTestServer().CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await client.GetAsync("/me", Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
