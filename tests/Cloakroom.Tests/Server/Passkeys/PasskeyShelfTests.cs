using System.Net;
using System.Text.Json;
using Cloakroom.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Passkeys;

public sealed class PasskeyShelfTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_passkey_is_added_listed_renamed_and_removed()
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(Server);

        JsonElement listed = Assert.Single(await ada.ListAsync());
        Assert.Equal((ada.Authenticator.Id, JsonValueKind.Null, false),
            (listed.GetProperty("id").GetString(), listed.GetProperty("lastUsedAt").ValueKind, listed.GetProperty("synced").GetBoolean()));
        using HttpResponseMessage renamed = await ada.PostAsync($"/auth/passkeys/{ada.Authenticator.Id}/name", new { name = " My phone " });
        Assert.Equal(HttpStatusCode.NoContent, renamed.StatusCode);
        Assert.Equal("My phone", Assert.Single(await ada.ListAsync()).GetProperty("name").GetString());

        using HttpResponseMessage removed = await ada.SendAsync(HttpMethod.Delete, $"/auth/passkeys/{ada.Authenticator.Id}");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Empty(await ada.ListAsync());
        using HttpResponseMessage refused = await ada.EnterAsync();
        Assert.Equal("passkey_refused", await refused.CodeAsync());
    }

    [Theory]
    [InlineData("bada5566-a7aa-401f-bd96-45619a55120d", null, "1Password")]
    [InlineData("00000000-0000-0000-0000-000000000000", null, "Unknown device")]
    [InlineData("bada5566-a7aa-401f-bd96-45619a55120d", "Key ring", "Key ring")]
    public async Task It_is_named_by_its_owner_or_by_what_keeps_it(string aaguid, string? name, string shown)
    {
        using PasskeyHolder ada = await PasskeyHolder.RegisteredAsync(Server, new() { Aaguid = new(aaguid) });

        using HttpResponseMessage added = await ada.AddAsync(name);

        Assert.Equal(shown, (await added.JsonAsync()).GetProperty("passkey").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Adding_and_removing_end_the_other_sessions_and_give_this_one_a_new_ID()
    {
        using PasskeyHolder ada = await PasskeyHolder.RegisteredAsync(Server);
        using HttpClient other = Server.Browser();
        using HttpResponseMessage login = await other.JsonAsync("/auth/login", JsonSerializer.Serialize(new { email = ada.Email, password = RunningServer.Password }));
        using HttpResponseMessage added = await ada.AddAsync();
        Assert.StartsWith("session_id=", added.Cookie(), StringComparison.Ordinal);
        using HttpResponseMessage ended = await other.AskAsync("/auth/session");
        Assert.Equal("revoked", await ended.CodeAsync());

        using HttpClient another = Server.Browser();
        using HttpResponseMessage again = await another.JsonAsync("/auth/login", JsonSerializer.Serialize(new { email = ada.Email, password = RunningServer.Password }));
        using HttpResponseMessage removed = await ada.SendAsync(HttpMethod.Delete, $"/auth/passkeys/{ada.Authenticator.Id}");
        Assert.StartsWith("session_id=", removed.Cookie(), StringComparison.Ordinal);
        using HttpResponseMessage endedToo = await another.AskAsync("/auth/session"), stays = await ada.Browser.AskAsync("/auth/session");
        Assert.Equal(("revoked", HttpStatusCode.OK), (await endedToo.CodeAsync(), stays.StatusCode));
    }

    [Fact]
    public async Task Who_keeps_tokens_gets_new_ones_with_the_passkey()
    {
        using PasskeyHolder ada = await PasskeyHolder.RegisteredAsync(Server);
        using var app = new PasskeyHolder(Server);
        using HttpResponseMessage login = await Server.LoginAsync(ada.Email, carrier: "token");
        string? token = (await login.JsonAsync()).GetProperty("access_token").GetString();
        using HttpResponseMessage asked = await app.SendAsync(HttpMethod.Post, "/auth/passkeys/options", bearer: token);
        JsonElement question = await asked.JsonAsync();
        using HttpResponseMessage added = await app.SendAsync(HttpMethod.Post, "/auth/passkeys",
            new { credential = app.Authenticator.Create(question.GetProperty("publicKey"), app.Origin), state = question.GetProperty("state").GetString() }, token);

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        string? renewed = (await added.JsonAsync()).GetProperty("access_token").GetString();
        using HttpResponseMessage before = await app.SendAsync(HttpMethod.Get, "/auth/session", bearer: token), after = await app.SendAsync(HttpMethod.Get, "/auth/session", bearer: renewed);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task What_another_account_asked_for_is_not_added()
    {
        using PasskeyHolder ada = await PasskeyHolder.RegisteredAsync(Server), bob = await PasskeyHolder.RegisteredAsync(Server);
        JsonElement question = await ada.AskAsync("/auth/passkeys/options");

        using HttpResponseMessage refused = await bob.PostAsync("/auth/passkeys",
            new { credential = bob.Authenticator.Create(question.GetProperty("publicKey"), bob.Origin), state = question.GetProperty("state").GetString() });

        Assert.Equal("passkey_refused", await refused.CodeAsync());
        Assert.Empty(await bob.ListAsync());
    }

    [Fact]
    public async Task The_passkey_of_another_account_is_unknown()
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(Server);
        using PasskeyHolder bob = await PasskeyHolder.RegisteredAsync(Server);

        using HttpResponseMessage removed = await bob.SendAsync(HttpMethod.Delete, $"/auth/passkeys/{ada.Authenticator.Id}");
        using HttpResponseMessage renamed = await bob.PostAsync($"/auth/passkeys/{ada.Authenticator.Id}/name", new { name = "Mine now" });

        Assert.Equal(("not_found", "not_found"), (await removed.CodeAsync(), await renamed.CodeAsync()));
        Assert.Single(await ada.ListAsync());
    }

    [Fact]
    public async Task The_last_way_into_an_account_stays()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            ["--External:0:Name", "issuer", "--External:0:Authority", "https://issuer.example", "--External:0:ClientId", "shop", "--External:0:ClientSecret", "secret"]);
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(server);
        ada.Change("UPDATE accounts SET PasswordHash = NULL WHERE Email = $1");
        const string Link = "INSERT INTO account_logins (LoginProvider, ProviderKey, UserId) SELECT 'https://{0}.example', Id, Id FROM accounts WHERE Email = $1";
        // Nobody logs in by a provider that is not in the settings.
        ada.Change(Link.Replace("{0}", "gone", StringComparison.Ordinal));

        using HttpResponseMessage refused = await ada.SendAsync(HttpMethod.Delete, $"/auth/passkeys/{ada.Authenticator.Id}");
        Assert.Equal((HttpStatusCode.Conflict, "last_way_in"), (refused.StatusCode, await refused.CodeAsync()));

        ada.Change(Link.Replace("{0}", "issuer", StringComparison.Ordinal));
        using HttpResponseMessage removed = await ada.SendAsync(HttpMethod.Delete, $"/auth/passkeys/{ada.Authenticator.Id}");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
    }

    [Fact]
    public async Task An_account_has_twenty_passkeys_at_most()
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(Server);
        for (int i = 1; i < 20; i++)
        {
            ada.Change($"INSERT INTO account_passkeys SELECT x'{i:x2}', UserId, Data FROM account_passkeys JOIN accounts ON Id = UserId WHERE Email = $1 LIMIT 1");
        }

        using var another = new SoftwareAuthenticator();
        JsonElement question = await ada.AskAsync("/auth/passkeys/options");
        using HttpResponseMessage refused = await ada.PostAsync("/auth/passkeys",
            new { credential = another.Create(question.GetProperty("publicKey"), ada.Origin), state = question.GetProperty("state").GetString() });

        Assert.Equal((HttpStatusCode.Conflict, "too_many_passkeys"), (refused.StatusCode, await refused.CodeAsync()));
    }

    [Fact]
    public async Task Who_logged_in_long_ago_is_asked_again_before_the_authenticator_is()
    {
        var clock = new FakeClock(TimeProvider.System.GetUtcNow());
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.AddSingleton<TimeProvider>(clock));
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(server);
        clock.Advance(TimeSpan.FromMinutes(6));

        using HttpResponseMessage options = await ada.PostAsync("/auth/passkeys/options", body: null);
        using HttpResponseMessage removed = await ada.SendAsync(HttpMethod.Delete, $"/auth/passkeys/{ada.Authenticator.Id}");
        Assert.Equal(("fresh_login_required", "fresh_login_required"), (await options.CodeAsync(), await removed.CodeAsync()));

        using HttpResponseMessage stepUp = await ada.PostAsync("/auth/passkeys/login", await ada.AnswerAsync());
        using HttpResponseMessage removedNow = await ada.SendAsync(HttpMethod.Delete, $"/auth/passkeys/{ada.Authenticator.Id}");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (stepUp.StatusCode, removedNow.StatusCode));
    }

    [Fact]
    public async Task Nobody_who_is_not_logged_in_adds_or_lists_anything()
    {
        using HttpClient client = Server.Client();
        using HttpResponseMessage list = await client.AskAsync("/auth/passkeys"), options = await client.JsonAsync("/auth/passkeys/options", "{}");
        Assert.Equal(("no_credentials", "no_credentials"), (await list.CodeAsync(), await options.CodeAsync()));
    }
}
