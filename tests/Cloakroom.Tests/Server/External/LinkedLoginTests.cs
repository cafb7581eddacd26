using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.External;

public sealed class LinkedLoginTests
{
    [Fact]
    public async Task A_login_elsewhere_is_linked_by_who_is_logged_in_and_then_opens_the_account()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        using Traveller ada = scene.NewTraveller(), phone = scene.NewTraveller(), later = scene.NewTraveller();
        await phone.PasswordAsync();
        await ada.PasswordAsync();

        Assert.Equal("/account/logins?done=external-linked", await ada.LinkAsync("countess"));

        Assert.Equal(RunningServer.Email, await ada.EmailAsync());
        Assert.Null(await phone.SessionAsync());
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("/", await later.LogInAsync("countess"));
        Assert.Equal(RunningServer.Email, await later.EmailAsync());
        Assert.Equal(["external_linked"], Events(scene).Where(e => e.StartsWith("external", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_opens_one_account_opens_no_other()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        using Traveller grace = scene.NewTraveller(), ada = scene.NewTraveller();
        await grace.LogInAsync("grace");
        await ada.PasswordAsync();
        Assert.Equal("/account/logins?error=external_taken", await ada.LinkAsync("grace"));
        Assert.Equal("/account/logins?done=external-linked", await ada.LinkAsync("countess"));
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("/account/logins?error=external_taken", await ada.LinkAsync("another"));
    }

    [Fact]
    public async Task Linking_and_unlinking_need_a_recent_login()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        using Traveller ada = scene.NewTraveller(), nobody = scene.NewTraveller();
        await ada.PasswordAsync();
        scene.Clock.Advance(TimeSpan.FromMinutes(6));
        foreach (string path in (string[])["/auth/external/example/link", "/auth/external/example/unlink"])
        {
            using HttpResponseMessage old = await ada.Here.FormAsync(path);
            Assert.Equal("fresh_login_required", await old.CodeAsync());
            using HttpResponseMessage without = await nobody.Here.FormAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        }
    }

    [Fact]
    public async Task A_link_begun_by_one_person_is_not_completed_by_another()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        using (HttpResponseMessage registered = await scene.Server.RegisterAsync("eve@example.org"))
        {
            using Traveller eve = scene.NewTraveller();
            await eve.PasswordAsync("eve@example.org");
            Uri back = await Traveller.AtIssuerAsync(await eve.StartAsync("/auth/external/example/link"), "eve");
            using HttpResponseMessage out_ = await eve.Here.AskAsync("/auth/logout", HttpMethod.Post);
            await eve.PasswordAsync();
            Assert.Equal("/account/logins?error=external_expired", await eve.BackAsync(back));
        }
    }

    [Fact]
    public async Task The_last_way_in_stays()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        using Traveller grace = scene.NewTraveller(), ada = scene.NewTraveller();
        await grace.LogInAsync("grace");
        Assert.Equal("/account/logins?error=last_way_in", await grace.PostAsync("/auth/external/example/unlink"));
        using (HttpResponseMessage json = await grace.Here.JsonAsync("/auth/external/example/unlink", "{}"))
        {
            Assert.Equal("last_way_in", await json.CodeAsync());
        }

        await ada.PasswordAsync();
        await ada.LinkAsync("countess");
        Assert.Equal("/account/logins?done=external-unlinked", await ada.PostAsync("/auth/external/example/unlink"));
        using HttpResponseMessage gone = await ada.Here.JsonAsync("/auth/external/example/unlink", "{}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Of_two_ways_in_one_stays_however_fast_both_are_taken_away()
    {
        await using Issuing.TestIssuer other = await Issuing.TestIssuer.StartAsync();
        await using ExternalScene scene = await ExternalScene.StartAsync(other.Flags("other", number: 1));
        using Traveller grace = scene.NewTraveller();
        await grace.LogInAsync("grace");
        await grace.LinkAsync("grace", "other");
        using IServiceScope one = scene.Server.Services.CreateScope(), two = scene.Server.Services.CreateScope();
        string user = (await grace.SessionAsync() ?? default).GetProperty("user").GetProperty("id").GetString() ?? "";
        Reason?[] answers = await Task.WhenAll(
            Task.Run(() => Links(one).RemoveAsync(user, scene.Issuer.Url), TestContext.Current.CancellationToken),
            Task.Run(() => Links(two).RemoveAsync(user, other.Url), TestContext.Current.CancellationToken));
        Assert.Single(answers, Reason.LastWayIn);
    }

    [Fact]
    public async Task Who_has_no_password_proves_it_is_still_them_at_the_provider()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        using Traveller grace = scene.NewTraveller();
        await grace.LogInAsync("grace");
        scene.Clock.Advance(TimeSpan.FromMinutes(6));
        scene.Issuer.Misdeeds = At(scene, TimeSpan.FromMinutes(-20));
        Uri there = await grace.StartAsync("/auth/external/example", ("renew", "true"));
        Assert.Contains("prompt=login&max_age=300", there.Query, StringComparison.Ordinal);
        Assert.Equal("/login?error=fresh_login_required&return=%2F", await grace.LogInAsync("grace", fields: ("renew", "true")));
        scene.Issuer.Misdeeds = new();
        Assert.Equal("/login?error=fresh_login_required&return=%2F", await grace.LogInAsync("grace", fields: ("renew", "true")));
        scene.Issuer.Misdeeds = At(scene, TimeSpan.Zero);
        Assert.Equal("/login?error=external_taken&return=%2F", await grace.LogInAsync("somebody", fields: ("renew", "true")));
        string handle = Handle(await grace.SessionAsync());

        Assert.Equal("/", await grace.LogInAsync("grace", fields: ("renew", "true")));

        Assert.Equal(handle, Handle(await grace.SessionAsync()));
        Assert.Equal("/account/logins?error=last_way_in", await grace.PostAsync("/auth/external/example/unlink"));
    }

    [Fact]
    public async Task A_login_that_the_provider_asked_for_long_ago_is_no_recent_one()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        scene.Issuer.Misdeeds = At(scene, TimeSpan.FromHours(-1));
        using Traveller grace = scene.NewTraveller();
        Assert.Equal("/", await grace.LogInAsync("grace"));
        using HttpResponseMessage old = await grace.Here.FormAsync("/auth/external/example/unlink");
        Assert.Equal("fresh_login_required", await old.CodeAsync());
    }

    [Fact]
    public async Task A_new_login_ends_the_session_before()
    {
        await using ExternalScene scene = await ExternalScene.StartAsync();
        using Traveller browser = scene.NewTraveller(), grace = scene.NewTraveller();
        await browser.LogInAsync("grace");
        await browser.LogInAsync("grace");
        using HttpResponseMessage list = await browser.Here.AskAsync("/auth/sessions");
        Assert.Equal(1, (await list.JsonAsync()).GetArrayLength());
    }

    private static Issuing.Misdeeds At(ExternalScene scene, TimeSpan ago) => new() { ChangeClaims = c => c["auth_time"] = (scene.Clock.GetUtcNow() + ago).ToUnixTimeSeconds() };

    private static string Handle(JsonElement? session) => (session ?? default).GetProperty("session").GetProperty("id").GetString() ?? "";

    private static Cloakroom.Server.External.ExternalLinks Links(IServiceScope scope) => scope.ServiceProvider.GetRequiredService<Cloakroom.Server.External.ExternalLinks>();

    private static List<string> Events(ExternalScene scene)
    {
        using System.Data.Common.DbConnection connection = scene.Server.Services.GetRequiredService<AccountsDatabase>().OpenQuick();
        using System.Data.Common.DbCommand command = connection.Prepare("SELECT Kind FROM events ORDER BY At");
        using System.Data.Common.DbDataReader reader = command.ExecuteReader();
        var kinds = new List<string>();
        while (reader.Read())
        {
            kinds.Add(reader.GetString(0));
        }

        return kinds;
    }
}
