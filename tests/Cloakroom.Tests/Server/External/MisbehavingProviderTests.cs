using System.Net;
using Cloakroom.Tests.Server.External.Issuing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.External;

/// <summary>What a provider, or somebody between it and us, may do wrong. Nobody is ever logged in by it.</summary>
public sealed class MisbehavingProviderTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static readonly Dictionary<string, Func<Misdeeds>> Wrongs = new(StringComparer.Ordinal)
    {
        ["another nonce"] = () => Claim("nonce", "another"),
        ["no nonce"] = () => Without("nonce"),
        ["a token for another client"] = () => Claim("aud", "another"),
        ["a token for others as well"] = () => Claim("aud", new[] { TestIssuer.ClientId, "another" }),
        ["a token issued to another client"] = () => Claim("azp", "another"),
        ["another issuer"] = () => Claim("iss", "https://evil.example"),
        ["an expired token"] = () => Claim("exp", 1_000_000_000),
        ["a token that never expires"] = () => Without("exp"),
        ["a token of yesterday"] = () => new() { ChangeClaims = c => c["iat"] = (long)(c["iat"] ?? 0L) - 86_400 },
        ["a token of tomorrow"] = () => new() { ChangeClaims = c => c["nbf"] = (long)(c["iat"] ?? 0L) + 86_400 },
        ["nobody"] = () => Without("sub"),
        ["a number for a name"] = () => Claim("sub", 7),
        ["a very long name"] = () => Claim("sub", new string('x', 256)),
        ["the hash of another access token"] = () => Claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
        ["a token of another kind"] = () => new() { Type = "logout+jwt" },
        ["a token that nobody signed"] = () => new() { Write = (_, claims) => IssuedToken.Unsigned(claims) },
        ["a token signed with the public key"] = () => new() { Write = IssuedToken.SignedWithPublicKey },
        ["a token with another's signature"] = () => new() { Write = (key, claims) => Forged(key, claims) },
        ["no token"] = () => new() { Write = (_, _) => "" },
        ["another issuer beside the code"] = () => new() { ResponseIssuer = "https://evil.example" },
        ["no issuer beside the code"] = () => new() { ChangeResponse = r => r.Remove("iss") },
        ["no code"] = () => new() { ChangeResponse = r => r.Remove("code") },
        ["another code"] = () => new() { ChangeResponse = r => r["code"] = "another" },
        ["an error nobody knows"] = () => new() { ChangeResponse = r => r["error"] = "<script>" },
        ["a refusal of the code"] = () => new() { TokenStatus = 400 },
    };

    public static TheoryData<string> Names => new(Wrongs.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nobody_is_logged_in_by(string wrong)
    {
        ExternalScene scene = shared.Anew();
        scene.Issuer.Misdeeds = Wrongs[wrong]();
        using Traveller eve = scene.NewTraveller();

        Assert.Equal("/login?error=external_failed&return=%2F", await eve.LogInAsync("eve"));

        Assert.Null(await eve.SessionAsync());
    }

    [Fact]
    public async Task The_same_provider_is_accepted_as_soon_as_it_behaves()
    {
        ExternalScene scene = shared.Anew();
        using Traveller eve = scene.NewTraveller();
        Assert.Equal("/", await eve.LogInAsync("eve"));
    }

    [Fact]
    public async Task Somebody_who_does_not_want_to_is_told_that_they_did_not()
    {
        ExternalScene scene = shared.Anew();
        using Traveller eve = scene.NewTraveller();
        Uri back = await Traveller.AtIssuerAsync(await eve.StartAsync("/auth/external/example", ("return", "/account")), "eve", denies: true);
        string target = await eve.BackAsync(back);
        Assert.Equal("/login?error=external_denied&return=%2Faccount", target);
        using HttpResponseMessage page = await eve.Here.AskAsync(target);
        Assert.DoesNotContain("nobody reads this", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_way_back_is_gone_once_only()
    {
        ExternalScene scene = shared.Anew();
        using Traveller eve = scene.NewTraveller();
        Uri back = await Traveller.AtIssuerAsync(await eve.StartAsync("/auth/external/example"), "eve");
        string[] targets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => eve.BackAsync(back)));
        Assert.Single(targets, "/");
        Assert.Equal(3, targets.Count(t => t == "/login?error=external_expired&return=%2F"));
    }

    [Fact]
    public async Task Who_did_not_begin_a_login_is_not_logged_in_by_it()
    {
        ExternalScene scene = shared.Anew();
        using Traveller eve = scene.NewTraveller(), victim = scene.NewTraveller(), other = scene.NewTraveller();
        Uri back = await Traveller.AtIssuerAsync(await eve.StartAsync("/auth/external/example"), "eve");
        int exchanges = scene.Issuer.Exchanges;

        Assert.Equal("/login?error=external_expired", await victim.BackAsync(back));
        await other.StartAsync("/auth/external/example");
        Assert.Equal("/login?error=external_expired", await other.BackAsync(back));

        Assert.Null(await victim.SessionAsync());
        Assert.Null(await other.SessionAsync());
        Assert.Equal(exchanges, scene.Issuer.Exchanges);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?state=")]
    [InlineData("?code=abc")]
    [InlineData("?state=abc&code=abc")]
    [InlineData("?state=a&state=b&code=abc")]
    public async Task A_way_back_from_nowhere_leads_to_the_login(string query)
    {
        ExternalScene scene = shared.Anew();
        using Traveller eve = scene.NewTraveller();
        await eve.StartAsync("/auth/external/example");
        Assert.Equal("/login?error=external_expired", await eve.BackAsync(new(scene.Server.Url, $"/auth/external/example/callback{query}")));
    }

    [Fact]
    public async Task A_login_that_took_too_long_begins_again()
    {
        ExternalScene scene = shared.Anew();
        using Traveller eve = scene.NewTraveller();
        Uri back = await Traveller.AtIssuerAsync(await eve.StartAsync("/auth/external/example"), "eve");
        scene.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("/login?error=external_expired", await eve.BackAsync(back));
    }

    [Fact]
    public async Task The_code_of_one_provider_is_never_taken_to_another()
    {
        await using TestIssuer honest = await TestIssuer.StartAsync();
        await using TestIssuer evil = await TestIssuer.StartAsync();
        await using RunningServer server = await RunningServer.StartAsync([.. honest.Flags("honest"), .. evil.Flags("evil", number: 1)], s => s.AddSingleton(p => ExternalScene.Calls(p)));
        using var eve = new Traveller(server);
        // Begun at the one that is evil, which sends the browser on to the honest one and wants the code from there.
        Uri there = await eve.StartAsync("/auth/external/evil");
        Uri back = await Traveller.AtIssuerAsync(new(honest.Url + there.PathAndQuery), "eve");
        Assert.Equal("/login?error=external_failed&return=%2F", await eve.BackAsync(back));
        string elsewhere = back.PathAndQuery.Replace("/evil/", "/honest/", StringComparison.Ordinal);
        Assert.Equal("/login?error=external_expired", await eve.BackAsync(new(server.Url, elsewhere)));
        Assert.Equal(0, evil.Exchanges);
        Assert.Equal(0, honest.Exchanges);
    }

    [Fact]
    public async Task A_provider_that_is_away_is_said_to_be_and_nothing_else_suffers()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        await scene.Issuer.StopAsync();
        using Traveller eve = scene.NewTraveller();
        Assert.Equal("/login?error=external_unavailable", await eve.PostAsync("/auth/external/example"));
        using HttpResponseMessage page = await eve.Here.AskAsync("/login");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Example did not answer a moment ago.", await page.TextAsync(), StringComparison.Ordinal);
        await eve.PasswordAsync();
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_not_waited_for()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync(patience: TimeSpan.FromSeconds(4));
        using Traveller eve = scene.NewTraveller();
        Uri back = await Traveller.AtIssuerAsync(await eve.StartAsync("/auth/external/example"), "eve");
        scene.Issuer.Misdeeds = new() { HoldsUp = true };
        Assert.Equal("/login?error=external_unavailable&return=%2F", await eve.BackAsync(back));
    }

    [Fact]
    public async Task A_provider_under_a_false_name_is_none()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        scene.Issuer.Misdeeds = new() { Issuer = "https://accounts.example" };
        using Traveller eve = scene.NewTraveller();
        Assert.Equal("/login?error=external_unavailable", await eve.PostAsync("/auth/external/example"));
    }

    [Fact]
    public async Task New_keys_are_fetched_when_a_token_is_signed_by_one()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        using Traveller before = scene.NewTraveller(), after = scene.NewTraveller();
        Assert.Equal("/", await before.LogInAsync("eve"));
        scene.Issuer.Keys.Add(IssuerKey.Elliptic("second"));
        Assert.Equal("/", await after.LogInAsync("eve"));
    }

    private static Misdeeds Claim(string name, object value) => new() { ChangeClaims = c => c[name] = value };

    private static Misdeeds Without(string name) => new() { ChangeClaims = c => c.Remove(name) };

    private static string Forged(IssuerKey key, Dictionary<string, object?> claims)
    {
        using var other = IssuerKey.Rsa(key.Id);
        return IssuedToken.Signed(other, claims);
    }
}
