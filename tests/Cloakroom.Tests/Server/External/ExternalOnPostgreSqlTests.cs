using System.Net;
using Cloakroom.Server.Events;
using Cloakroom.Tests.PostgreSql;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.External;

/// <summary>The same with the accounts in PostgreSQL: each statement once.</summary>
public sealed class ExternalOnPostgreSqlTests(SharedPostgres shared)
{
    [Fact]
    public async Task People_log_in_link_unlink_and_are_logged_out()
    {
        PostgresProcess postgres = await shared.ServerAsync();
        string name = SharedPostgres.NewSchema();
        await postgres.AskAsync($"CREATE DATABASE {name}");
        await using ExternalScene scene = await ExternalScene.StartAsync(["--Accounts:Store", $"postgres://postgres@127.0.0.1:{postgres.Port}/{name}"]);
        using Traveller grace = scene.NewTraveller(), ada = scene.NewTraveller();
        scene.Issuer.Misdeeds = new() { ChangeClaims = c => (c["sid"], c["email_verified"]) = ("grace-session", "true") };
        Assert.Equal("/", await grace.LogInAsync("grace"));
        Assert.Equal("/account/logins?error=last_way_in", await grace.PostAsync("/auth/external/example/unlink"));
        using HttpClient provider = scene.Server.Client();
        using HttpResponseMessage told = await provider.FormAsync("/auth/external/example/backchannel-logout", ("logout_token", scene.Issuer.LogoutToken("sub-grace", "grace-session")));
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        Assert.Null(await grace.SessionAsync());

        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        scene.Issuer.Misdeeds = new();
        await grace.LogInAsync("grace");
        string id = (await grace.SessionAsync() ?? default).GetProperty("user").GetProperty("id").GetString() ?? "";
        await scene.Server.Services.GetRequiredService<EventLog>().RecordAsync(new(EventKind.PasswordReset, id));
        Assert.Equal("/login?error=external_link_first&return=%2Faccount%2Flogins", await grace.LogInAsync("grace"));

        await ada.PasswordAsync();
        Assert.Equal("/account/logins?done=external-linked", await ada.LinkAsync("countess"));
        Assert.Equal("/account/logins?done=external-unlinked", await ada.PostAsync("/auth/external/example/unlink"));
    }
}
