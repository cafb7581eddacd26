using System.Net;
using Cloakroom.Server.External;
using Cloakroom.Tests.Server.External.Issuing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.External;

public sealed class BackchannelLogoutTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string Path = "/auth/external/example/backchannel-logout";

    private static readonly Dictionary<string, Func<TestIssuer, string>> Wrongs = new(StringComparer.Ordinal)
    {
        ["a token with a nonce"] = i => i.LogoutToken("sub-grace", null, c => c["nonce"] = "n"),
        ["a token without event"] = i => i.LogoutToken("sub-grace", null, c => c.Remove("events")),
        ["a token about another event"] = i => i.LogoutToken("sub-grace", null, c => c["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["other"] = new { } }),
        ["an event that is a text"] = i => i.LogoutToken("sub-grace", null, c => c["events"] = "http://schemas.openid.net/event/backchannel-logout"),
        ["a token about nobody"] = i => i.LogoutToken(null, null),
        ["a token for another client"] = i => i.LogoutToken("sub-grace", null, c => c["aud"] = "another"),
        ["a token of another issuer"] = i => i.LogoutToken("sub-grace", null, c => c["iss"] = "https://evil.example"),
        ["an old token"] = i => i.LogoutToken("sub-grace", null, c => c["iat"] = (long)(c["iat"] ?? 0L) - 900),
        ["an expired token"] = i => i.LogoutToken("sub-grace", null, c => c["exp"] = (long)(c["iat"] ?? 0L) - 90),
        ["a token without name"] = i => i.LogoutToken("sub-grace", null, c => c.Remove("jti")),
        ["a token of another kind"] = i => i.LogoutToken("sub-grace", null, type: "JWT"),
        ["no token at all"] = _ => "abc",
    };

    public static TheoryData<string> Names => new(Wrongs.Keys);

    [Fact]
    public async Task A_logout_at_the_provider_ends_what_began_there()
    {
        ExternalScene scene = shared.Anew();
        using Traveller desk = scene.NewTraveller(), phone = scene.NewTraveller(), other = scene.NewTraveller(), ada = scene.NewTraveller();
        await LogInAsync(scene, desk, "edith", "desk-session");
        await LogInAsync(scene, phone, "edith", "phone-session");
        await LogInAsync(scene, other, "joan", "joan-session");
        await ada.PasswordAsync();

        using HttpResponseMessage one = await TellAsync(scene, scene.Issuer.LogoutToken(null, "desk-session"));
        Assert.Equal(HttpStatusCode.OK, one.StatusCode);
        Assert.Equal("no-store", one.Headers.CacheControl?.ToString());
        Assert.Null(await desk.SessionAsync());
        Assert.NotNull(await phone.SessionAsync());

        using HttpResponseMessage all = await TellAsync(scene, scene.Issuer.LogoutToken("sub-edith", null));
        Assert.Equal(HttpStatusCode.OK, all.StatusCode);
        Assert.Null(await phone.SessionAsync());
        Assert.NotNull(await other.SessionAsync());
        Assert.NotNull(await ada.SessionAsync());
    }

    [Fact]
    public async Task A_session_with_a_new_id_ends_too()
    {
        ExternalScene scene = shared.Anew();
        using Traveller lise = scene.NewTraveller();
        await LogInAsync(scene, lise, "lise", "lise-session");
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => c["auth_time"] = scene.Clock.GetUtcNow().ToUnixTimeSeconds() };
        await lise.LogInAsync("lise", fields: ("renew", "true"));
        using HttpResponseMessage told = await TellAsync(scene, scene.Issuer.LogoutToken("sub-lise", "lise-session"));
        Assert.Null(await lise.SessionAsync());
    }

    [Fact]
    public async Task A_token_is_taken_once()
    {
        ExternalScene scene = shared.Anew();
        string token = scene.Issuer.LogoutToken("sub-nobody", null);
        using HttpResponseMessage first = await TellAsync(scene, token), second = await TellAsync(scene, token);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest], [first.StatusCode, second.StatusCode]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nobody_is_logged_out_by(string wrong)
    {
        ExternalScene scene = shared.Anew();
        using Traveller grace = scene.NewTraveller();
        await grace.LogInAsync("grace");
        using HttpResponseMessage answer = await TellAsync(scene, Wrongs[wrong](scene.Issuer));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("invalid_request", (await answer.JsonAsync()).GetProperty("error").GetString());
        Assert.NotNull(await grace.SessionAsync());
    }

    [Fact]
    public async Task A_logout_that_overtakes_its_login_ends_it()
    {
        ExternalScene scene = shared.Anew();
        using HttpResponseMessage told = await TellAsync(scene, scene.Issuer.LogoutToken(null, "quick-session"));
        using Traveller emmy = scene.NewTraveller();
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => c["sid"] = "quick-session" };
        Assert.Equal("/login?error=revoked&return=%2F", await emmy.LogInAsync("emmy"));
        Assert.Null(await emmy.SessionAsync());
    }

    [Fact]
    public async Task What_is_no_form_is_refused()
    {
        ExternalScene scene = shared.Anew();
        using HttpClient provider = scene.Server.Client();
        using HttpResponseMessage json = await provider.JsonAsync(Path, "{}"), unknown = await provider.FormAsync("/auth/external/nobody/backchannel-logout", ("logout_token", "a"));
        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.NotFound], [json.StatusCode, unknown.StatusCode]);
    }

    [Fact]
    public void What_is_spent_is_spent_once_on_whichever_node()
    {
        SpentOnce spent = shared.Scene.Server.Services.GetRequiredService<SpentOnce>();
        DateTimeOffset until = shared.Scene.Clock.GetUtcNow().AddMinutes(1);
        int taken = 0;
        Parallel.For(0, 16, _ => Interlocked.Add(ref taken, spent.TrySpend("test", "thing", until) ? 1 : 0));
        Assert.Equal(1, taken);
        Assert.True(spent.TrySpend("other", "thing", until));
    }

    private static Task<string> LogInAsync(ExternalScene scene, Traveller traveller, string name, string sid)
    {
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => c["sid"] = sid };
        return traveller.LogInAsync(name);
    }

    private static async Task<HttpResponseMessage> TellAsync(ExternalScene scene, string token)
    {
        using HttpClient provider = scene.Server.Client();
        return await provider.FormAsync(Path, ("logout_token", token));
    }
}
