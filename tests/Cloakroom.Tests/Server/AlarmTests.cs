using System.Net;
using Cloakroom.Server.Events;
using Cloakroom.Server.Pages.Account;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

/// <summary>"This wasn't me", and what the list of devices says about a place.</summary>
public sealed class AlarmTests
{
    [Fact]
    public async Task A_strange_login_is_ended_with_all_others_and_written_down()
    {
        var heard = new Ear();
        await using RunningServer server = await RunningServer.WithAccountAsync(s => s.AddSingleton<IEventListener>(heard));
        using HttpClient mine = Browser(server), strange = Browser(server);
        await mine.JsonAsync("/auth/login", RunningServer.Credentials());
        using HttpResponseMessage login = await strange.JsonAsync("/auth/login", RunningServer.Credentials());
        string handle = (await login.JsonAsync()).GetProperty("session").GetProperty("id").GetString() ?? "";

        using HttpResponseMessage answer = await mine.FormAsync($"/auth/sessions/{handle}/not-me");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("revoked", await (await strange.AskAsync("/auth/session")).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await mine.AskAsync("/auth/session")).StatusCode);
        Assert.Single(heard.Heard, e => e.Kind == EventKind.NotMe);
    }

    [Fact]
    public async Task Neither_the_own_session_nor_that_of_somebody_else_can_be_named()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient mine = Browser(server);
        using HttpResponseMessage login = await mine.JsonAsync("/auth/login", RunningServer.Credentials());
        string handle = (await login.JsonAsync()).GetProperty("session").GetProperty("id").GetString() ?? "";

        Assert.Equal("not_found", await (await mine.JsonAsync($"/auth/sessions/{handle}/not-me", "{}")).CodeAsync());
        Assert.Equal("not_found", await (await mine.JsonAsync("/auth/sessions/unknown/not-me", "{}")).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await mine.AskAsync("/auth/session")).StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", "This computer")]
    [InlineData("::1", "This computer")]
    [InlineData("::ffff:127.0.0.1", "This computer")]
    [InlineData("192.168.7.9", "Local network")]
    [InlineData("172.31.0.1", "Local network")]
    [InlineData("fd00::7", "Local network")]
    [InlineData("172.32.0.1", "172.32.0.x")]
    [InlineData("203.0.113.77", "203.0.113.x")]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1::x")]
    [InlineData("nonsense", "")]
    [InlineData(null, "")]
    public void A_place_is_a_network_and_no_person(string? address, string place) => Assert.Equal(place, Place.Of(address));

    private static HttpClient Browser(RunningServer server)
    {
        HttpClient browser = server.Browser();
        browser.DefaultRequestHeaders.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
        return browser;
    }

    private sealed class Ear : IEventListener
    {
        public List<AccountEvent> Heard { get; } = [];

        public ValueTask HeardAsync(AccountEvent happened, CancellationToken cancellationToken)
        {
            Heard.Add(happened);
            return ValueTask.CompletedTask;
        }
    }
}
