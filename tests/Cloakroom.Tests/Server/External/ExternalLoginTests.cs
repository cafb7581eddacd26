using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Server.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.External;

public sealed class ExternalLoginTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    public async Task Somebody_new_gets_an_account_without_password_and_is_logged_in()
    {
        ExternalScene scene = shared.Anew();
        using Traveller grace = scene.NewTraveller();

        Assert.Equal("/", await grace.LogInAsync("grace"));

        JsonElement session = await grace.SessionAsync() ?? default;
        Assert.Equal("grace@example.org", session.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal("fed", session.GetProperty("session").GetProperty("amr")[0].GetString());
        Account account = await AccountAsync(scene, "grace@example.org");
        Assert.Null(account.PasswordHash);
        Assert.True(account.EmailConfirmed);
    }

    [Fact]
    public async Task The_first_account_of_all_is_the_administrators_however_it_is_made()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync(empty: true);
        using Traveller grace = scene.NewTraveller();
        await grace.LogInAsync("edith");
        Assert.Equal(["admin"], (await grace.SessionAsync() ?? default).GetProperty("user").Roles());
    }

    [Fact]
    public async Task An_address_that_the_provider_only_says_in_words_to_have_verified_is_not_confirmed()
    {
        ExternalScene scene = shared.Anew();
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => c["email_verified"] = "true" };
        using Traveller grace = scene.NewTraveller();
        await grace.LogInAsync("joan");
        Assert.False((await AccountAsync(scene, "joan@example.org")).EmailConfirmed);
    }

    [Fact]
    public async Task Who_comes_again_has_the_same_account_whatever_the_address_is_now()
    {
        ExternalScene scene = shared.Anew();
        using Traveller before = scene.NewTraveller(), after = scene.NewTraveller();
        await before.LogInAsync("mary");
        int count = await CountAsync(scene);
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => c["email"] = "hopper@example.org" };

        await after.LogInAsync("mary");

        Assert.Equal("mary@example.org", await after.EmailAsync());
        Assert.Equal(count, await CountAsync(scene));
    }

    [Fact]
    public async Task An_account_with_that_address_is_not_taken_over()
    {
        ExternalScene scene = shared.Anew();
        using Traveller ada = scene.NewTraveller();

        Assert.Equal("/login?error=external_link_first&return=%2Faccount%2Flogins", await ada.LogInAsync("ada"));

        Assert.Null(await ada.SessionAsync());
    }

    [Fact]
    public async Task It_is_linked_once_its_owner_has_logged_in_and_says_so()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        using Traveller ada = scene.NewTraveller(), later = scene.NewTraveller();
        await ada.LogInAsync("ada");
        await ada.PasswordAsync();
        using (HttpResponseMessage page = await ada.Here.AskAsync("/account/logins"))
        {
            Assert.Contains("id=\"waiting\"", await page.TextAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("/account/logins?done=external-linked", await ada.PostAsync("/auth/external/example/link", ("pending", "true")));

        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("/", await later.LogInAsync("ada"));
        Assert.Equal(RunningServer.Email, await later.EmailAsync());
        Assert.Equal("/account/logins?error=external_expired&return=%2Faccount%2Flogins",
            await ada.PostAsync("/auth/external/example/link", ("pending", "true"), ("return", "/account/logins")));
    }

    [Fact]
    public async Task An_address_that_nobody_has_verified_leads_to_no_link()
    {
        ExternalScene scene = shared.Anew();
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => c["email_verified"] = "true" };
        using Traveller ada = scene.NewTraveller();
        Assert.Equal("/login?error=email_taken&return=%2F", await ada.LogInAsync("ada"));
        await ada.PasswordAsync();
        Assert.Equal("/account/logins?error=external_expired", await ada.PostAsync("/auth/external/example/link", ("pending", "true")));
    }

    [Fact]
    public async Task Where_registration_is_closed_nobody_new_comes_in()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync(["--Accounts:Registration", "closed"]);
        using Traveller grace = scene.NewTraveller();
        Assert.Equal("/login?error=registration_closed&return=%2F", await grace.LogInAsync("rosalind"));
        Assert.Null(await grace.SessionAsync());
    }

    [Fact]
    public async Task A_disabled_account_stays_closed()
    {
        ExternalScene scene = shared.Anew();
        using Traveller grace = scene.NewTraveller(), again = scene.NewTraveller();
        await grace.LogInAsync("emmy");
        await ChangeAsync(scene, "emmy@example.org", a => a.DisabledAt = 1);

        Assert.Equal("/login?error=user_disabled&return=%2F", await again.LogInAsync("emmy"));
        Assert.Null(await again.SessionAsync());
    }

    [Fact]
    public async Task A_provider_that_is_trusted_with_it_stands_in_for_the_second_factor()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync(["--External:0:TrustFactors", "true"]);
        using Traveller before = scene.NewTraveller(), trusted = scene.NewTraveller(), careless = scene.NewTraveller();
        await before.LogInAsync("sofia");
        await ChangeAsync(scene, "sofia@example.org", a => a.TwoFactorEnabled = true);
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => c["amr"] = new[] { "pwd", "mfa" } };
        Assert.Equal("/", await trusted.LogInAsync("sofia"));
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => c["amr"] = new[] { "pwd" } };
        Assert.Equal("/login/factor?return=%2F", await careless.LogInAsync("sofia"));
        Assert.Null(await careless.SessionAsync());
    }

    [Fact]
    public async Task The_second_factor_of_the_account_is_asked_and_the_provider_can_end_what_follows()
    {
        ExternalScene scene = shared.Anew();
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => (c["amr"], c["sid"]) = (new[] { "mfa" }, "sofia-session") };
        using Traveller before = scene.NewTraveller(), sofia = scene.NewTraveller();
        await before.LogInAsync("sofia");
        AccountFactors factors = scene.Server.Services.GetRequiredService<AccountFactors>();
        string id = (await AccountAsync(scene, "sofia@example.org")).Id;
        byte[] secret = factors.BeginSetup(id) ?? [];
        string Code() => Totp.CodeOf(secret, Totp.StepAt(scene.Clock.GetUtcNow()));
        Assert.IsType<SetupOutcome.Added>(factors.Confirm(id, Code()));
        scene.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("/login/factor?return=%2Faccount", await sofia.LogInAsync("sofia", fields: ("return", "/account")));
        Assert.Null(await sofia.SessionAsync());
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("/account", await sofia.PostAsync("/auth/login/mfa", ("code", Code()), ("return", "/account")));
        Assert.NotNull(await sofia.SessionAsync());

        using HttpClient provider = scene.Server.Client();
        using HttpResponseMessage told = await provider.FormAsync(
            "/auth/external/example/backchannel-logout", ("logout_token", scene.Issuer.LogoutToken(null, "sofia-session")));
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        Assert.Null(await sofia.SessionAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_sets_a_password_by_mail_shuts_out_who_linked_before_the_address_was_proved(bool proved)
    {
        ExternalScene scene = shared.Anew();
        string name = proved ? "proved" : "claimed";
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => c["email_verified"] = proved };
        using Traveller first = scene.NewTraveller(), again = scene.NewTraveller();
        await first.LogInAsync(name);
        string id = (await AccountAsync(scene, $"{name}@example.org")).Id;

        await scene.Server.Services.GetRequiredService<EventLog>().RecordAsync(new(EventKind.PasswordReset, id));

        Assert.Equal(proved ? "/" : "/login?error=email_taken&return=%2F", await again.LogInAsync(name));
    }

    [Fact]
    public async Task The_address_may_come_from_the_page_of_the_person()
    {
        ExternalScene scene = shared.Anew();
        scene.Issuer.Person = name => new(StringComparer.Ordinal) { ["sub"] = name };
        using Traveller nobody = scene.NewTraveller(), other = scene.NewTraveller(), grace = scene.NewTraveller();
        Assert.Equal("/login?error=external_no_address&return=%2F", await nobody.LogInAsync("vera"));
        scene.Issuer.Misdeeds = new() { UserInfo = new(StringComparer.Ordinal) { ["sub"] = "somebody else", ["email"] = "vera@example.org" } };
        Assert.Equal("/login?error=external_no_address&return=%2F", await other.LogInAsync("vera"));
        scene.Issuer.Misdeeds = new() { UserInfo = new(StringComparer.Ordinal) { ["sub"] = "vera", ["email"] = "vera@example.org" } };
        Assert.Equal("/", await grace.LogInAsync("vera"));
    }

    [Theory]
    [InlineData("/account?tab=1", "/account?tab=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("/%0d%0aSet-Cookie:%20a=b", "/%0d%0aSet-Cookie:%20a=b")]
    [InlineData("/a\nb", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task A_person_goes_on_to_where_they_were_and_never_elsewhere(string back, string expected)
    {
        ExternalScene scene = shared.Anew();
        using Traveller grace = scene.NewTraveller();
        Assert.Equal(expected, await grace.LogInAsync("jane", fields: ("return", back)));
    }

    [Fact]
    public async Task A_program_is_told_where_to_send_the_browser()
    {
        ExternalScene scene = shared.Anew();
        using HttpClient client = scene.Server.Client();
        using HttpResponseMessage answer = await client.JsonAsync("/auth/external/example", """{"return":"/account"}""");
        Assert.StartsWith($"{scene.Issuer.Url}/authorize?", (await answer.JsonAsync()).GetProperty("location").GetString(), StringComparison.Ordinal);
        Assert.Contains("HttpOnly; SameSite=Lax; Max-Age=600", answer.Cookie(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_begins_by_a_form_of_ours_alone()
    {
        ExternalScene scene = shared.Anew();
        using HttpClient client = scene.Server.Client();
        using HttpResponseMessage link = await client.AskAsync("/auth/external/example");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, link.StatusCode);
        using HttpResponseMessage foreign = await client.AskAsync("/auth/external/example", HttpMethod.Post, origin: new("https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using HttpResponseMessage unknown = await client.JsonAsync("/auth/external/nobody", "{}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using HttpResponseMessage broken = await client.JsonAsync("/auth/external/example", "{");
        Assert.Equal("invalid_request", await broken.CodeAsync());
    }

    [Fact]
    public async Task Two_tabs_of_a_browser_may_be_under_way_together()
    {
        ExternalScene scene = shared.Anew();
        using Traveller grace = scene.NewTraveller();
        Uri one = await grace.StartAsync("/auth/external/example", ("return", "/one")), two = await grace.StartAsync("/auth/external/example", ("return", "/two"));
        Assert.Equal("/two", await grace.BackAsync(await Traveller.AtIssuerAsync(two, "chien")));
        Assert.Equal("/one", await grace.BackAsync(await Traveller.AtIssuerAsync(one, "chien")));
    }

    private static async Task<Account> AccountAsync(ExternalScene scene, string email)
    {
        using IServiceScope scope = scene.Server.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<AccountsContext>().Users.SingleAsync(a => a.Email == email, TestContext.Current.CancellationToken);
    }

    private static async Task<int> CountAsync(ExternalScene scene)
    {
        using IServiceScope scope = scene.Server.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<AccountsContext>().Users.CountAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ChangeAsync(ExternalScene scene, string email, Action<Account> change)
    {
        using IServiceScope scope = scene.Server.Services.CreateScope();
        AccountsContext database = scope.ServiceProvider.GetRequiredService<AccountsContext>();
        change(await database.Users.SingleAsync(a => a.Email == email, TestContext.Current.CancellationToken));
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
