using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Passkeys;

/// <summary>A person with an authenticator, at a browser that keeps cookies.</summary>
internal sealed class PasskeyHolder(RunningServer server) : IDisposable
{
    public SoftwareAuthenticator Authenticator { get; init; } = new();

    /// <summary>Of an account of their own, so that tests share a server.</summary>
    public string Email { get; } = $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}@example.org";

    public HttpClient Browser { get; } = server.Browser();

    public string Origin { get; init; } = server.Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Somebody who registered, is logged in and has added a passkey.</summary>
    public static async Task<PasskeyHolder> WithPasskeyAsync(RunningServer server, SoftwareAuthenticator? authenticator = null, string? origin = null)
    {
        PasskeyHolder holder = await RegisteredAsync(server, authenticator, origin);
        using HttpResponseMessage added = await holder.AddAsync();
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        return holder;
    }

    /// <summary>Somebody who registered and is logged in.</summary>
    public static async Task<PasskeyHolder> RegisteredAsync(RunningServer server, SoftwareAuthenticator? authenticator = null, string? origin = null)
    {
        var holder = new PasskeyHolder(server) { Authenticator = authenticator ?? new(), Origin = origin ?? server.Url.GetLeftPart(UriPartial.Authority) };
        using HttpResponseMessage registered = await server.RegisterAsync(holder.Email);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        await holder.LogInAsync();
        return holder;
    }

    public async Task LogInAsync()
    {
        HttpStatusCode status = HttpStatusCode.ServiceUnavailable;
        // A machine that is busy with other tests sends a login away, with the advice to come back.
        for (int i = 0; i < 20 && status == HttpStatusCode.ServiceUnavailable; i++)
        {
            using HttpResponseMessage login = await PostAsync("/auth/login", new { email = Email, password = RunningServer.Password });
            status = login.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, status);
    }

    public async Task<HttpResponseMessage> AddAsync(string? name = null)
    {
        JsonElement question = await AskAsync("/auth/passkeys/options");
        return await PostAsync("/auth/passkeys", new { credential = Authenticator.Create(question.GetProperty("publicKey"), Origin), state = State(question), name });
    }

    /// <summary>The whole body with which to log in.</summary>
    public async Task<string> AnswerAsync(string? carrier = null)
    {
        JsonElement question = await AskAsync("/auth/passkeys/login/options");
        return JsonSerializer.Serialize(new { credential = Authenticator.Get(question.GetProperty("publicKey"), Origin), state = State(question), carrier });
    }

    /// <summary>Logs in at a browser of its own, which has no cookies.</summary>
    public async Task<HttpResponseMessage> EnterAsync(string? carrier = null)
    {
        using HttpClient client = server.Client();
        return await client.JsonAsync("/auth/passkeys/login", await AnswerAsync(carrier));
    }

    public async Task<JsonElement[]> ListAsync()
    {
        using HttpResponseMessage list = await Browser.AskAsync("/auth/passkeys");
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        return [.. (await list.JsonAsync()).EnumerateArray()];
    }

    /// <summary>Changes what is stored about this account alone; <c>$1</c> is its address.</summary>
    public void Change(string sql)
    {
        using DbConnection connection = server.Services.GetRequiredService<AccountsDatabase>().OpenQuick();
        Assert.NotEqual(0, connection.Run(sql, Email));
    }

    public async Task<JsonElement> AskAsync(string path)
    {
        using HttpResponseMessage answer = await PostAsync(path, body: null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    public async Task<HttpResponseMessage> PostAsync(string path, object? body) => await SendAsync(HttpMethod.Post, path, body);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? bearer = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", Origin);
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        request.Content = body is null ? null : new StringContent(body as string ?? JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
        return await Browser.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Authenticator.Dispose();
        Browser.Dispose();
    }

    private static string? State(JsonElement question) => question.GetProperty("state").GetString();
}
