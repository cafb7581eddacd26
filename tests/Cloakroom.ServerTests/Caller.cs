using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cloakroom.ServerTests;

/// <summary>Calls a server as a script of its own pages would. It keeps no cookies: what is sent stands in the test.</summary>
internal sealed class Caller(Uri server) : IDisposable
{
    public const string Password = "a long enough password of a test";

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public async Task<Reply> SendAsync(
        HttpMethod method, string path, string? session = null, HttpContent? content = null, string? cookies = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        if (cookies is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        }
        else if (session is not null)
        {
            request.Headers.Add("Cookie", "session_id=" + session);
        }

        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }

    public Task<Reply> GetAsync(string path, string? session = null) => SendAsync(HttpMethod.Get, path, session);

    public Task<Reply> WhoAmIAsync(string? session) => GetAsync("/auth/session", session);

    public Task<Reply> PutAsync(string key, object value, string session) =>
        SendAsync(HttpMethod.Put, "/auth/data/" + key, session, JsonContent.Create(value));

    public Task<Reply> LogOutAsync(string session) => SendAsync(HttpMethod.Post, "/auth/logout", session);

    public Task<Reply> LogInAsync(string email, string? session = null, string password = Password) =>
        SendAsync(HttpMethod.Post, "/auth/login", session, JsonContent.Create(new { email, password }));

    /// <summary>Makes an account and returns the ID of its user.</summary>
    public async Task<string> RegisterAsync(string email)
    {
        Reply reply = await SendAsync(HttpMethod.Post, "/auth/register", content: JsonContent.Create(new { email, password = Password }));
        Assert.True(reply.Status == 201, $"register: {reply}");
        return JsonNode.Parse(reply.Body)?["user"]?["id"]?.GetValue<string>() ?? throw new InvalidOperationException(reply.Body);
    }

    /// <summary>Logs in and returns the session ID.</summary>
    public async Task<string> SignInAsync(string email)
    {
        Reply reply = await LogInAsync(email);
        Assert.True(reply.Status == 200, $"login: {reply}");
        return reply.SessionId ?? throw new InvalidOperationException("A login without a cookie.");
    }

    public void Dispose() => _client.Dispose();
}
