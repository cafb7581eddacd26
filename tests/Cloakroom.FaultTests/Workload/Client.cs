using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Nodes;

namespace Cloakroom.FaultTests.Workload;

/// <summary>Sends requests to nodes, and notes in the history what came of each.</summary>
internal sealed class Client(IReadOnlyList<Node> nodes, History history, bool tellsTime) : IDisposable
{
    private const string Cookie = "session_id=";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private int _sessions;

    public int Nodes => nodes.Count;

    /// <summary>Logs in; null when that came to nothing.</summary>
    public async Task<Ticket?> LogInAsync(int node, string user, TimeSpan? patience = null)
    {
        string at = tellsTime ? $"?at={TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}" : "";
        double start = history.Now;
        (Answer answer, string? value, string body) = await SendAsync(node, HttpMethod.Post, $"/login/{user}{at}", null, null, patience);
        Ticket? ticket = answer.Status == 200 && value is not null
            ? new(Interlocked.Increment(ref _sessions), user, value, JsonDocument.Parse(body).RootElement.GetProperty("session").GetProperty("id").GetString() ?? "") : null;
        history.Add(new(node, Verb.Login, user, ticket?.Session ?? 0, start, history.Now, answer));
        return ticket;
    }

    /// <summary>Asks with a session.</summary>
    public async Task<Operation> AskAsync(int node, Verb verb, Ticket ticket, Ticket? target = null, TimeSpan? patience = null)
    {
        (HttpMethod method, string path) = verb switch
        {
            Verb.Who => (HttpMethod.Get, "/auth/session"),
            Verb.List => (HttpMethod.Get, "/auth/sessions"),
            Verb.Read => (HttpMethod.Get, "/auth/data/own"),
            Verb.Write => (HttpMethod.Put, "/auth/data/own"),
            Verb.Logout => (HttpMethod.Post, "/auth/logout"),
            Verb.EndAll => (HttpMethod.Post, "/auth/logout?all=true"),
            Verb.EndOthers => (HttpMethod.Delete, "/auth/sessions"),
            _ => (HttpMethod.Delete, $"/auth/sessions/{target?.Handle}"),
        };
        string? body = verb == Verb.Write ? ticket.Session.ToString(CultureInfo.InvariantCulture) : null;
        double start = history.Now;
        (Answer answer, _, _) = await SendAsync(node, method, path, ticket.Cookie, body, patience);
        var operation = new Operation(node, verb, ticket.User, ticket.Session, start, history.Now, answer) { Target = target?.Session ?? 0 };
        history.Add(operation);
        return operation;
    }

    /// <summary>Asks as nobody.</summary>
    public async Task VisitAsync(int node)
    {
        double start = history.Now;
        (Answer answer, _, _) = await SendAsync(node, HttpMethod.Get, "/public", null, null, null);
        history.Add(new(node, Verb.Public, "", 0, start, history.Now, answer));
    }

    public void Dispose() => _http.Dispose();

    private async Task<(Answer Answer, string? Cookie, string Body)> SendAsync(int node, HttpMethod method, string path, string? cookie, string? body, TimeSpan? patience)
    {
        using var request = new HttpRequestMessage(method, new Uri(nodes[node].Url, path));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", Cookie + cookie);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var bound = new CancellationTokenSource(patience ?? Patience);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, bound.Token);
            string text = await response.Content.ReadAsStringAsync(bound.Token);
            string? set = response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines) ? lines.FirstOrDefault(l => l.StartsWith(Cookie, StringComparison.Ordinal)) : null;
            string? value = set?[Cookie.Length..].Split(';')[0];
            return (Read(response, path, text) with { SetsCookie = value is { Length: > 0 }, DeletesCookie = value is { Length: 0 } }, value, text);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or SocketException)
        {
            return (Answer.None, null, "");
        }
    }

    private static Answer Read(HttpResponseMessage response, string path, string text)
    {
        var answer = new Answer((int)response.StatusCode) { HasRetryAfter = response.Headers.RetryAfter is RetryConditionHeaderValue };
        if (text.Length == 0 || response.Content.Headers.ContentType?.MediaType is not ("application/json" or "application/problem+json"))
        {
            return answer;
        }

        using JsonDocument json = JsonDocument.Parse(text);
        JsonElement root = json.RootElement;
        return (int)response.StatusCode >= 400 ? answer with { Code = root.GetProperty("code").GetString() }
            : path == "/auth/data/own" ? answer with { Owner = root.GetInt32() }
            : root.ValueKind == JsonValueKind.Object && root.TryGetProperty("user", out JsonElement user) ? answer with { User = user.GetProperty("id").GetString() }
            : answer;
    }
}

/// <summary>What a client holds of a session.</summary>
/// <param name="Session">Its number in the history.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Cookie">The secret.</param>
/// <param name="Handle">The public name.</param>
internal sealed record Ticket(int Session, string User, string Cookie, string Handle)
{
    public override string ToString() => $"#{Session} of {User}";
}
