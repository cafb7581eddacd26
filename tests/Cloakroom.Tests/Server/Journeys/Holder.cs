using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Cloakroom.Tests.Offline;

namespace Cloakroom.Tests.Server.Journeys;

/// <summary>Whoever holds a session by one carrier, and shows it to the server and to a service that verifies offline.</summary>
/// <remarks>Throws <see cref="StoreUnavailableException"/> where the machine was so busy that the store was not heard in time.</remarks>
internal sealed class Holder(string carrier, RunningServer server, Neighbour neighbour) : IDisposable
{
    private readonly HttpClient _here = server.Client(), _there = neighbour.Client();

    public string Carrier => carrier;

    public string Handle { get; private set; } = "";

    /// <summary>Completed once the server's own stream is open.</summary>
    public TaskCompletionSource Open { get; } = new();

    public TaskCompletionSource StreamOpen { get; } = new();

    public TaskCompletionSource SocketOpen { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Logs in, and says what came back.</summary>
    public async Task<string> LogInAsync()
    {
        using HttpResponseMessage login = InTime(await _here.JsonAsync("/auth/login", RunningServer.Credentials(carrier)));
        JsonElement json = await login.JsonAsync();
        Handle = json.GetProperty("session").GetProperty("id").GetString() ?? "";
        string[] lines = login.Cookie()?.Split('\n') ?? [];
        string[] tokens = [.. json.EnumerateObject().Select(p => p.Name).Where(n => n.EndsWith("_token", StringComparison.Ordinal))];
        foreach (HttpClient client in (HttpClient[])[_here, _there])
        {
            client.DefaultRequestHeaders.Clear();
            if (lines.Length > 0)
            {
                client.DefaultRequestHeaders.Add("Cookie", string.Join("; ", lines.Select(l => l.Split(';')[0])));
            }

            if (tokens.Length > 0)
            {
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", json.GetProperty("access_token").GetString());
            }
        }

        return $"{(int)login.StatusCode}  {(lines.Length > 0 ? $"Set-Cookie: {string.Join(", ", lines.Select(l => l.Split('=')[0]))}" : string.Join(" and ", tokens))}";
    }

    /// <summary>The carriers of all sessions of the list, which must have this one as the current.</summary>
    public async Task<string> ListAsync()
    {
        using HttpResponseMessage answer = InTime(await _here.AskAsync("/auth/sessions"));
        JsonElement[] list = [.. (await answer.JsonAsync()).EnumerateArray()];
        Assert.Equal(Handle, Assert.Single(list, s => s.GetProperty("current").GetBoolean()).GetProperty("id").GetString());
        return string.Join(", ", list.Select(s => s.GetProperty("carrier").GetString()).Order(StringComparer.Ordinal));
    }

    public async Task<string> AskAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = json is not null ? new StringContent(json, Encoding.UTF8, "application/json")
            : path == "/auth/introspect" ? new FormUrlEncodedContent([KeyValuePair.Create("token", "unknown")]) : null;
        request.Headers.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
        using HttpResponseMessage answer = await _here.SendAsync(request, Stop);
        return await VerdictAsync(answer);
    }

    public async Task<string> AskNeighbourAsync(string path)
    {
        using HttpResponseMessage answer = await _there.GetAsync(path, Stop);
        return await VerdictAsync(answer);
    }

    /// <summary>Listens to the server's events, and says how that ended.</summary>
    public async Task<string> EventsAsync()
    {
        using StreamReader reader = await ReaderAsync(_here, "/auth/events");
        Open.SetResult();
        string last = "";
        while (await reader.ReadLineAsync(Stop) is { } line)
        {
            last = line.StartsWith("event:", StringComparison.Ordinal) ? line["event: ".Length..] : last;
        }

        return last;
    }

    /// <summary>Listens to an event stream of the other service, and says how that ended.</summary>
    public async Task<string> StreamAsync()
    {
        using StreamReader reader = await ReaderAsync(_there, "/stream");
        StreamOpen.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadToEndAsync(Stop));
        return "cut";
    }

    /// <summary>Holds a WebSocket of the other service open, and says how that ended.</summary>
    public async Task<string> SocketAsync()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", _there.DefaultRequestHeaders.Authorization?.ToString());
        await socket.ConnectAsync(new UriBuilder(neighbour.Url) { Scheme = "ws", Path = "/socket" }.Uri, Stop);
        SocketOpen.SetResult();
        await Assert.ThrowsAsync<WebSocketException>(async () => await socket.ReceiveAsync(new byte[16].AsMemory(), Stop));
        return "cut";
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    private static async Task<string> VerdictAsync(HttpResponseMessage answer) =>
        $"{(int)InTime(answer).StatusCode} {(answer.IsSuccessStatusCode ? "" : await answer.CodeAsync())}".TrimEnd();

    private static async Task<StreamReader> ReaderAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        var reader = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(Stop));
        await reader.ReadLineAsync(Stop);
        return reader;
    }

    // Whether a login or a change that came too late was carried out nobody knows, so that nothing after it can be told for sure.
    private static HttpResponseMessage InTime(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.ServiceUnavailable ? throw new StoreUnavailableException("The store did not answer in time.") : answer;
}
