using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Admin;

/// <summary>A server with an administrator, Ada, and Bob, who has an account and no role; both are logged in.</summary>
internal sealed class Office : IAsyncDisposable
{
    public const string Bob = "bob@example.org";

    private Office(RunningServer server, string ada, string bob, string bobId) => (Server, Ada, BobCookie, BobId) = (server, ada, bob, bobId);

    public RunningServer Server { get; }

    /// <summary>Her session cookie.</summary>
    public string Ada { get; }

    public string BobCookie { get; }

    public string BobId { get; }

    public static Task<Office> OpenAsync(params string[] flags) => OpenAsync(flags, null);

    public static async Task<Office> OpenAsync(string[] flags, Action<IServiceCollection>? replace)
    {
        RunningServer server = await RunningServer.StartAsync(flags, replace);
        using HttpResponseMessage ada = await server.RegisterAsync(), bob = await server.RegisterAsync(Bob);
        string id = (await bob.JsonAsync()).GetProperty("user").GetProperty("id").GetString() ?? "";
        return new(server, await CookieAsync(server, RunningServer.Email), await CookieAsync(server, Bob), id);
    }

    public static async Task<string> CookieAsync(RunningServer server, string email)
    {
        using HttpResponseMessage login = await server.LoginAsync(email);
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        return login.Cookie()?.Split(';')[0] ?? "";
    }

    /// <summary>As a page of Ada's browser would ask.</summary>
    public Task<HttpResponseMessage> AskAsync(string path, HttpMethod? method = null, string? json = null) => SendAsync(Ada, path, method, json);

    public async Task<HttpResponseMessage> SendAsync(string cookie, string path, HttpMethod? method = null, string? json = null)
    {
        using HttpClient client = Server.Client();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", Server.Url.GetLeftPart(UriPartial.Authority));
        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>An act of Ada's on Bob's account.</summary>
    public Task<HttpResponseMessage> ActAsync(string act, object? body = null) =>
        AskAsync($"/auth/admin/users/{BobId}/{act}", HttpMethod.Post, body is null ? null : JsonSerializer.Serialize(body));

    public async Task<JsonElement> JsonAsync(string path)
    {
        using HttpResponseMessage answer = await AskAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    /// <summary>The roles of Bob's session, or why it is over.</summary>
    public async Task<string> BobIsAsync()
    {
        using HttpResponseMessage answer = await SendAsync(BobCookie, "/auth/session");
        return answer.StatusCode == HttpStatusCode.OK
            ? string.Join(' ', (await answer.JsonAsync()).GetProperty("user").Roles()) : await answer.CodeAsync() ?? $"{answer.StatusCode}";
    }

    /// <summary>The kinds of events of an account, the latest first, with their details.</summary>
    public async Task<string[]> EventsAsync(string account) =>
    [
        .. (await JsonAsync($"/auth/admin/events?account={account}")).GetProperty("events").EnumerateArray()
            .Select(e => $"{e.GetProperty("kind").GetString()} {e.GetProperty("detail").GetString()}".Trim()),
    ];

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
