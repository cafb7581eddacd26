using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cloakroom.ServerTests.Clients;

/// <summary>.NET's own client with its own cookie jar, as any program would use it.</summary>
public sealed class HttpClientTests
{
    private static readonly object Ada = new { email = "ada@example.com", password = "a ticket for a warm coat" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Register_log_in_be_known_log_out()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        var jar = new CookieContainer();
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = jar }) { BaseAddress = server.Url };

        using HttpResponseMessage register = await client.PostAsJsonAsync("/auth/register", Ada, Cancellation);
        Assert.Equal(HttpStatusCode.Created, register.StatusCode);
        Assert.All(jar.GetAllCookies(), c => Assert.Equal("device", c.Name));

        using HttpResponseMessage login = await client.PostAsJsonAsync("/auth/login", Ada, Cancellation);
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        Cookie cookie = Assert.Single(jar.GetAllCookies(), c => c.Name != "device");
        Assert.Equal(("session_id", true), (cookie.Name, cookie.HttpOnly));

        JsonNode? known = await client.GetFromJsonAsync<JsonNode>("/auth/session", Cancellation);
        Assert.Equal("ada@example.com", known?["user"]?["email"]?.GetValue<string>());

        using HttpResponseMessage unproved = await client.PostAsync("/auth/logout", content: null, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, unproved.StatusCode);
        Assert.Contains("csrf_token_missing", await unproved.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        client.DefaultRequestHeaders.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
        using HttpResponseMessage logout = await client.PostAsync("/auth/logout", content: null, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        Assert.All(jar.GetAllCookies(), c => Assert.Equal("device", c.Name));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/auth/session", Cancellation)).StatusCode);

        // The cookie that was thrown away opens nothing.
        jar.Add(server.Url, new Cookie(cookie.Name, cookie.Value));
        using HttpResponseMessage replayed = await client.GetAsync("/auth/session", Cancellation);
        Assert.Contains("\"revoked\"", await replayed.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
