using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Monitoring;

/// <summary>Why was this request anonymous? The trace, the log and the metrics say it, each for itself.</summary>
public sealed class TraceTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trace_of_a_browser_goes_on_to_the_store_and_its_id_is_that_of_the_error()
    {
        using var heard = new Heard();
        await using RunningServer server = await RunningServer.StartAsync();
        var trace = ActivityTraceId.CreateRandom();
        using HttpResponseMessage answer = await AskAsync(server, "/auth/session", trace, SessionId.Create().Reveal());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(trace.ToHexString(), (await answer.JsonAsync()).GetProperty("traceId").GetString());
        await AspNetCore.Until.TrueAsync(() => heard.Spans(trace).Length >= 3);
        Activity[] spans = heard.Spans(trace);
        Activity store = Assert.Single(spans, s => s.OperationName == "cloakroom.store.find");
        Activity who = Assert.Single(spans, s => s.OperationName == "cloakroom.authenticate");
        Activity request = Assert.Single(spans, s => s.Source.Name == "Microsoft.AspNetCore");
        Assert.Equal((who.SpanId, request.SpanId), (store.ParentSpanId, who.ParentSpanId));
        Assert.Equal("sqlite", store.GetTagItem("db.system.name"));
        Assert.Equal(ActivityKind.Client, store.Kind);
        Assert.Equal("unknown_session", who.GetTagItem("cloakroom.reason"));
        Assert.Equal("unknown_session", request.GetTagItem("cloakroom.reason"));
        Assert.Equal(("GET /auth/session", "/auth/session", 401), (request.DisplayName, request.GetTagItem("http.route"), request.GetTagItem("http.response.status_code")));
        Assert.Contains(heard.Measurements, m => m.Instrument == "cloakroom.decisions" && m.Tags == "reason=unknown_session");
        Assert.Contains(heard.Measurements, m => m.Instrument == "cloakroom.requests.anonymous" && m.Tags == "reason=unknown_session");
        Assert.Contains(heard.Measurements, m => m.Instrument == "cloakroom.store.duration" && m.Tags == "store=sqlite call=find outcome=ok");
        Assert.Contains(server.Log.Lines, l => l.Contains("Refused GET /auth/session: unknown_session", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_is_answered_as_nobodys_has_its_line_too()
    {
        using var heard = new Heard();
        await using RunningServer server = await RunningServer.StartAsync();
        var trace = ActivityTraceId.CreateRandom();
        using HttpResponseMessage answer = await AskAsync(server, "/login", trace, "nonsense");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await AspNetCore.Until.TrueAsync(() => heard.Spans(trace).Length >= 2);
        Assert.All(heard.Spans(trace), s => Assert.Equal("malformed", s.GetTagItem("cloakroom.reason")));
        Assert.Single(server.Log.Lines, l => l.Contains("Anonymous GET /login, although something was shown: malformed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_live_session_is_told_by_the_first_digits_of_its_digest()
    {
        using var heard = new Heard();
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpResponseMessage login = await server.LoginAsync();
        string cookie = login.Cookie()?.Split(';')[0].Split('=', 2)[1] ?? "";
        var trace = ActivityTraceId.CreateRandom();
        using HttpResponseMessage answer = await AskAsync(server, "/auth/session", trace, cookie);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await AspNetCore.Until.TrueAsync(() => heard.Spans(trace).Any(s => s.OperationName == "cloakroom.authenticate"));
        Activity who = heard.Spans(trace).Single(s => s.OperationName == "cloakroom.authenticate");
        Assert.True(SessionId.TryParse(cookie, out SessionId id));
        Assert.Equal(("valid", id.Digest().ToString()), (who.GetTagItem("cloakroom.reason"), who.GetTagItem("cloakroom.session")));
        Assert.DoesNotContain(heard.Spans(trace).SelectMany(s => s.TagObjects), t => t.Value?.ToString()?.Contains(cookie, StringComparison.Ordinal) == true);
        Assert.Contains(heard.Measurements, m => m.Instrument == "cloakroom.logins" && m.Tags == "result=accepted method=password");
    }

    [Fact]
    public async Task The_end_of_a_session_is_measured_until_the_push_line_tells_of_it()
    {
        using var heard = new Heard();
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpResponseMessage login = await server.LoginAsync();
        string cookie = login.Cookie()?.Split(';')[0].Split('=', 2)[1] ?? "";
        using HttpClient client = server.Client();
        using var logout = new HttpRequestMessage(HttpMethod.Post, "/auth/logout");
        logout.Headers.Add("Cookie", $"{Name(server)}={cookie}");
        logout.Headers.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
        using HttpResponseMessage out_ = await client.SendAsync(logout, Cancelled);
        Assert.True(out_.IsSuccessStatusCode);

        // The line is asked when a request needs it.
        await AspNetCore.Until.TrueAsync(() =>
        {
            using HttpResponseMessage answer = client.GetAsync("/auth/revocations", Cancelled).GetAwaiter().GetResult();
            return heard.Measurements.Any(m => m.Instrument == "cloakroom.revocation.lag" && m.Value < 10);
        });
    }

    [Fact]
    public async Task Every_look_into_the_near_cache_is_counted_by_its_result()
    {
        using var heard = new Heard();
        await using RunningServer server = await RunningServer.StartAsync();
        heard.Collect();
        Assert.Contains(heard.Measurements, m => m is { Instrument: "cloakroom.cache", Tags: "result=hit" });
        Assert.Contains(heard.Measurements, m => m is { Instrument: "cloakroom.cache", Tags: "result=miss" });
        Assert.Contains(heard.Measurements, m => m is { Instrument: "cloakroom.mail.waiting" });
    }

    [Fact]
    public async Task What_a_receiver_of_webhooks_does_not_take_is_seen_to_wait()
    {
        using var heard = new Heard();
        await using Webhooks.Receiver receiver = await Webhooks.Receiver.StartAsync();
        receiver.Answer = 500;
        await using RunningServer server = await RunningServer.StartAsync(receiver.Flags());
        await AspNetCore.Until.TrueAsync(() => Waiting(heard) == 0);
        using HttpResponseMessage registered = await server.RegisterAsync();
        await AspNetCore.Until.TrueAsync(() => Waiting(heard) > 0);
    }

    private static double? Waiting(Heard heard)
    {
        heard.Collect();
        return heard.Measurements.LastOrDefault(m => m is { Instrument: "cloakroom.webhooks.waiting", Tags: "webhook=0" })?.Value;
    }

    private static string Name(RunningServer server) => server.Services.GetRequiredService<Deployment>().Cookie.Name;

    private static async Task<HttpResponseMessage> AskAsync(RunningServer server, string path, ActivityTraceId trace, string session)
    {
        using HttpClient client = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{trace.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        request.Headers.Add("Cookie", $"{Name(server)}={session}");
        return await client.SendAsync(request, Cancelled);
    }
}
