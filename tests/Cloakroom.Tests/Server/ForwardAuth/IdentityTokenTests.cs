using System.Text.Json;
using Cloakroom.Server.ForwardAuth;
using Cloakroom.Tests.Server.Attacks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Cloakroom.Tests.Server.ForwardAuth;

public sealed class IdentityTokenTests(BehindProxy proxy) : IClassFixture<BehindProxy>
{
    [Fact]
    public async Task The_token_is_for_that_host_and_for_60_seconds_at_most_and_a_stock_library_verifies_it()
    {
        WireAnswer answer = await proxy.AskAsync("/shop", cookie: proxy.Admin);
        string token = TokenIn(answer);
        TokenValidationResult result = await ValidateAsync(proxy.Server, token, BehindProxy.Origin);
        Assert.True(result.IsValid, result.Exception?.Message);
        var jwt = (JsonWebToken)result.SecurityToken;
        Assert.Equal(("JWT", "ES256", answer.Header("X-Auth-User"), answer.Header("X-Auth-Session")), (jwt.Typ, jwt.Alg, jwt.Subject, jwt.GetClaim("sid").Value));
        Assert.Equal(("ada@example.org", "admin"), (jwt.GetClaim("email").Value, jwt.GetClaim("roles").Value));
        Assert.InRange((jwt.ValidTo - jwt.IssuedAt).TotalSeconds, 50, 60);
        Assert.False((await ValidateAsync(proxy.Server, token, "https://other.example.com")).IsValid);
    }

    [Fact]
    public async Task It_is_given_out_again_to_the_same_session_for_the_same_host_and_to_nobody_else()
    {
        string cookie = await BehindProxy.EnterAsync(proxy.Server, "dora@example.org");
        string first = TokenIn(await proxy.AskAsync("/shop", cookie: cookie));
        Assert.Equal(first, TokenIn(await proxy.AskAsync("/other", "HEAD", cookie)));
        Assert.NotEqual(first, TokenIn(await proxy.AskAsync("/shop", cookie: cookie, host: "other.example.com")));
        Assert.NotEqual(first, TokenIn(await proxy.AskAsync("/shop", cookie: cookie, host: $"{BehindProxy.Host}:8443")));
        Assert.Equal(first, TokenIn(await proxy.AskAsync("/shop", cookie: cookie, host: $"{BehindProxy.Host.ToUpperInvariant()}.:443")));
        Assert.NotEqual(first, TokenIn(await proxy.AskAsync("/shop", cookie: proxy.Person)));
    }

    [Fact]
    public async Task It_is_made_anew_when_half_of_its_life_is_over_when_roles_change_and_when_the_key_does()
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await BehindProxy.StartAsync([], s => s.AddSingleton<TimeProvider>(clock));
        string cookie = await BehindProxy.EnterAsync(server, RunningServer.Email);
        string first = await AskAsync(server, cookie);
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(first, await AskAsync(server, cookie));
        clock.Advance(TimeSpan.FromSeconds(15));
        string second = await AskAsync(server, cookie);
        Assert.NotEqual(first, second);

        var user = new SessionUser(new JsonWebToken(second).Subject) { Email = RunningServer.Email, Roles = ["editor"] };
        using (IServiceScope scope = server.Services.CreateScope())
        {
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<ISessions>().UpdateUserAsync(user, TestContext.Current.CancellationToken));
        }

        string third = await AskAsync(server, cookie);
        Assert.Equal("editor", new JsonWebToken(third).GetClaim("roles").Value);
        await server.Services.GetRequiredService<Cloakroom.Keys.KeyRing>().RotateAsync(atOnce: true);
        string fourth = await AskAsync(server, cookie);
        Assert.NotEqual(new JsonWebToken(third).Kid, new JsonWebToken(fourth).Kid);
    }

    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("jürgen@example.org", "j%C3%BCrgen@example.org")]
    [InlineData("a%b@example.org", "a%25b@example.org")]
    [InlineData("a\r\nX-Auth-Roles: admin", "a%0D%0AX-Auth-Roles:%20admin")]
    [InlineData("", "")]
    public void What_stands_in_a_header_is_printable_ASCII(string text, string expected)
    {
        Assert.Equal(expected, IdentityHeaders.Encode(text));
        Assert.Equal(text, Uri.UnescapeDataString(expected));
    }

    [Fact]
    public async Task An_address_outside_ASCII_arrives_encoded()
    {
        string cookie = await BehindProxy.EnterAsync(proxy.Server, "jürgen@example.org");
        Assert.Equal("j%C3%BCrgen@example.org", (await proxy.AskAsync("/shop", cookie: cookie)).Header("X-Auth-Email"));
    }

    private static async Task<string> AskAsync(RunningServer server, string cookie) =>
        TokenIn(await BehindProxy.SendAsync(server, "GET", "/auth/verify", [.. BehindProxy.Forwarded("/shop"), ("Cookie", cookie)]));

    private static string TokenIn(WireAnswer answer)
    {
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("Bearer ", answer.Header("Authorization"), StringComparison.Ordinal);
        return answer.Header("Authorization")["Bearer ".Length..];
    }

    private static async Task<TokenValidationResult> ValidateAsync(RunningServer server, string token, string audience)
    {
        using HttpClient client = server.Client();
        using HttpResponseMessage discovery = await client.AskAsync("/.well-known/openid-configuration");
        JsonElement configuration = await discovery.JsonAsync();
        using HttpResponseMessage keys = await client.AskAsync(new Uri(configuration.GetProperty("jwks_uri").GetString() ?? "").PathAndQuery);
        return await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = configuration.GetProperty("issuer").GetString(), ValidAudience = audience, IssuerSigningKeys = new JsonWebKeySet(await keys.TextAsync()).GetSigningKeys(),
        });
    }
}
