using System.Net;
using System.Text.Json;

namespace Cloakroom.Tests.AspNetCore;

public sealed class SessionEndpointTests
{
    [Fact]
    public async Task The_list_shows_all_sessions_of_the_user_and_marks_this_one()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string phone = await app.LoginAsync("ada");
        await app.LoginAsync("ada");
        await app.LoginAsync("bob");

        JsonElement[] list = [.. (await (await app.GetAsync("/auth/sessions", phone)).JsonAsync()).EnumerateArray()];

        Assert.Equal(2, list.Length);
        JsonElement current = Assert.Single(list, s => s.GetProperty("current").GetBoolean());
        Assert.Equal((await HandleAsync(app, phone)), current.GetProperty("id").GetString());
        Assert.Equal(
            ["id", "current", "carrier", "device", "createdAt", "lastSeenAt", "expiresAt"], list[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task One_session_can_be_ended_from_another()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string phone = await app.LoginAsync("ada"), laptop = await app.LoginAsync("ada");

        using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Delete, $"/auth/sessions/{await HandleAsync(app, phone)}", laptop);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty(TestApp.SetCookies(answer));
        Assert.Equal("revoked", await (await app.GetAsync("/private", phone)).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", laptop)).StatusCode);
    }

    [Fact]
    public async Task Another_users_session_is_as_unknown_as_none()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string ada = await app.LoginAsync("ada"), bob = await app.LoginAsync("bob");

        using HttpResponseMessage foreign = await app.SendAsync(HttpMethod.Delete, $"/auth/sessions/{await HandleAsync(app, ada)}", bob);
        using HttpResponseMessage none = await app.SendAsync(HttpMethod.Delete, $"/auth/sessions/{SessionHandle.Create()}", bob);
        using HttpResponseMessage nonsense = await app.SendAsync(HttpMethod.Delete, "/auth/sessions/nonsense", bob);

        Assert.All([foreign, none, nonsense], a => Assert.Equal(HttpStatusCode.NotFound, a.StatusCode));
        Assert.Equal(WithoutTrace(await foreign.TextAsync()), WithoutTrace(await none.TextAsync()));
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", ada)).StatusCode);
    }

    [Fact]
    public async Task Ending_the_current_session_is_a_logout()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync("ada"), other = await app.LoginAsync("ada");

        using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Delete, $"/auth/sessions/{await HandleAsync(app, cookie)}?all=true", cookie);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains("Max-Age=0", Assert.Single(TestApp.SetCookies(answer)), StringComparison.Ordinal);
        Assert.Equal("revoked", await (await app.GetAsync("/private", cookie)).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", other)).StatusCode);
    }

    [Fact]
    public async Task All_others_can_be_ended_at_once()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string stays = await app.LoginAsync("ada"), goes = await app.LoginAsync("ada"), bob = await app.LoginAsync("bob");

        Assert.Equal(HttpStatusCode.NoContent, (await app.SendAsync(HttpMethod.Delete, "/auth/sessions", stays)).StatusCode);

        Assert.Equal("revoked", await (await app.GetAsync("/private", goes)).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", stays)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", bob)).StatusCode);
    }

    [Fact]
    public async Task What_the_store_could_not_write_yet_is_202_and_holds_here()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string stays = await app.LoginAsync("ada"), goes = await app.LoginAsync("ada"), third = await app.LoginAsync("ada");
        string handle = await HandleAsync(app, third);
        app.Switch.Mode = StoreMode.ReadOnly;

        Assert.Equal(HttpStatusCode.Accepted, (await app.SendAsync(HttpMethod.Delete, $"/auth/sessions/{handle}", stays)).StatusCode);
        Assert.Equal("revoked", await (await app.GetAsync("/private", third)).CodeAsync());
        Assert.Equal(HttpStatusCode.Accepted, (await app.SendAsync(HttpMethod.Delete, "/auth/sessions", stays)).StatusCode);
        Assert.Equal("revoked", await (await app.GetAsync("/private", goes)).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", stays)).StatusCode);
        Assert.Single((await (await app.GetAsync("/auth/sessions", stays)).JsonAsync()).EnumerateArray());
    }

    [Theory]
    [InlineData("/auth/sessions", "ended-others")]
    [InlineData("/auth/sessions/{id}", "ended")]
    public async Task Pages_post_forms_to_the_same_addresses(string path, string done)
    {
        await using TestApp app = await new TestApp().StartAsync();
        string here = await app.LoginAsync("ada"), other = await app.LoginAsync("ada");
        using var form = new FormUrlEncodedContent([new("return", "/account/sessions")]);
        path = path.Replace("{id}", await HandleAsync(app, other), StringComparison.Ordinal);

        using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Post, path, here, form, Browser.Navigates());

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal($"/account/sessions?done={done}", answer.Headers.Location?.OriginalString);
        Assert.Equal("revoked", await (await app.GetAsync("/private", other)).CodeAsync());
    }

    private static async Task<string> HandleAsync(TestApp app, string cookie) =>
        (await (await app.GetAsync("/auth/session", cookie)).JsonAsync()).GetProperty("session").GetProperty("id").GetString() ?? "";

    private static string WithoutTrace(string problem) => problem[..problem.IndexOf("traceId", StringComparison.Ordinal)];
}
