using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Cloakroom.Tests.Server.Journeys;

/// <summary>A browser whose every exchange is written down, and whose answers must be those that the journey names.</summary>
internal sealed class Traveller(string name, string userAgent, RunningServer server, Transcript transcript) : IDisposable
{
    private const string Form = "application/x-www-form-urlencoded";

    private readonly HttpClient _client = server.Client();

    /// <summary>What is sent as Cookie; null for none.</summary>
    public string? Cookie { get; set; }

    /// <summary>The public name of the session.</summary>
    public string Handle { get; private set; } = "";

    private string Origin => server.Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Looks at a page, as a browser does whose person typed the address.</summary>
    public Task LookAsync(string step, string path, HttpStatusCode status) => ExpectAsync(step, status, code: null, HttpMethod.Get, path, request =>
    {
        request.Headers.Accept.ParseAdd("text/html");
        (string Name, string Value)[] typed = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Site", "none")];
        Array.ForEach(typed, h => request.Headers.Add(h.Name, h.Value));
    });

    /// <summary>Sends the form of a page.</summary>
    public Task SubmitAsync(string step, string path, string fields) => ExpectAsync(step, HttpStatusCode.SeeOther, code: null, HttpMethod.Post, path, request =>
    {
        request.Headers.Accept.ParseAdd("text/html");
        request.Headers.Add("Origin", Origin);
        request.Content = new StringContent(fields, Encoding.UTF8, MediaTypeHeaderValue.Parse(Form));
    });

    /// <summary>Calls as a script of this origin does.</summary>
    public Task CallAsync(string step, HttpMethod method, string path, HttpStatusCode status, string? code = null, string? json = null, params (string Name, string Value)[] headers) =>
        ExpectAsync(step, status, code, method, path, request =>
        {
            request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
            request.Headers.Add("Origin", Origin);
            Array.ForEach(headers, h => request.Headers.Add(h.Name, h.Value));
        });

    /// <summary>Calls with these headers only: what says where the request comes from is among them, or missing.</summary>
    public Task ForgeAsync(string step, HttpMethod method, string path, HttpStatusCode status, string? code = null, params (string Name, string Value)[] headers) =>
        ExpectAsync(step, status, code, method, path, request => Array.ForEach(headers, h => request.Headers.Add(h.Name, h.Value)));

    /// <summary>Logs in; from then on the cookie is sent.</summary>
    /// <param name="step">What it is called.</param>
    /// <param name="session">What the session is called in the transcript.</param>
    public async Task LogInAsync(string step, string session)
    {
        // A login of the millisecond in which all sessions were ended is taken for one that was under way then.
        await AspNetCore.TestClock.TickAsync();
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "/auth/login", request =>
        {
            request.Content = new StringContent(RunningServer.Credentials(), Encoding.UTF8, "application/json");
            request.Headers.Add("Origin", Origin);
        });
        await NoteAsync(step, answer, HttpStatusCode.OK, code: null);
        Cookie = answer.Cookie()?.Split(';')[0] ?? "";
        JsonElement json = (await answer.JsonAsync()).GetProperty("session");
        Handle = Text(json, "id");
        transcript.Name(Cookie, $"session_id=SECRET-{session}");
        transcript.Name(Handle, $"HANDLE-{session}");
        transcript.Name(Handle[..6], $"NUMBER-{session}");
        transcript.Name(Text(json, "createdAt"), $"BEGIN-{session}");
        transcript.Name(Text(json, "expiresAt"), $"END-{session}");
    }

    /// <summary>The property of the JSON object that a path answers with; not part of the transcript.</summary>
    public async Task<string> AskAsync(string path, params string[] property)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path, _ => { });
        return property.Aggregate(await answer.JsonAsync(), (at, p) => at.GetProperty(p)).GetString() ?? "";
    }

    public void Dispose() => _client.Dispose();

    private static string Text(JsonElement json, string property) => json.GetProperty(property).GetString() ?? "";

    private async Task ExpectAsync(string step, HttpStatusCode status, string? code, HttpMethod method, string path, Action<HttpRequestMessage> dress)
    {
        using HttpResponseMessage answer = await SendAsync(method, path, dress);
        await NoteAsync(step, answer, status, code);
    }

    private async Task NoteAsync(string step, HttpResponseMessage answer, HttpStatusCode status, string? code)
    {
        step = $"{name}: {step}";
        await transcript.AddAsync(step, answer);
        string? said = await answer.CodeAsync();
        if (said == Reason.StoreUnavailable.Code)
        {
            throw new StoreUnavailableException(step);
        }

        Assert.Equal((step, status, code), (step, answer.StatusCode, said));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage> dress)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.UserAgent.ParseAdd(userAgent);
        dress(request);
        if (Cookie is not null)
        {
            request.Headers.Add("Cookie", Cookie);
        }

        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
