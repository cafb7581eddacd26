using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cloakroom.Server.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Cloakroom.Shared;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace Cloakroom.Tests.Server.Monitoring;

/// <summary>What leaves the process by OTLP, and what does not.</summary>
public sealed class ExportTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task Traces_metrics_and_logs_arrive_and_no_secret_with_them(string protocol)
    {
        await using Collector collector = await Collector.StartAsync(protocol == "grpc");
        var options = new TelemetryOptions { Otlp = collector.Url, Protocol = protocol == "grpc" ? OtlpProtocol.Grpc : OtlpProtocol.Http };
        await using RunningServer server = await RunningServer.StartAsync(["--Telemetry:Otlp", collector.Url.ToString(), "--Telemetry:Protocol", protocol], s => ExportLogs(s, options));
        using HttpResponseMessage registered = await server.RegisterAsync(), login = await server.LoginAsync(), wrong = await server.LoginAsync(password: "not this one");
        string sid = login.Cookie()?.Split(';')[0].Split('=', 2)[1] ?? "";
        using HttpResponseMessage tokens = await server.LoginAsync(carrier: "token");
        string access = (await tokens.JsonAsync()).GetProperty("access_token").GetString() ?? "", refresh = (await tokens.JsonAsync()).GetProperty("refresh_token").GetString() ?? "";
        string name = server.Services.GetRequiredService<Deployment>().Cookie.Name;
        using HttpClient client = server.Client();
        using HttpResponseMessage query = await AskAsync(client, name, $"/login?return=%2Fsecret-place&token={sid}", sid, access);
        using HttpResponseMessage refused = await AskAsync(client, name, "/auth/session", sid, access);
        Exporting exporting = server.Services.GetRequiredService<Exporting>();
        await AspNetCore.Until.TrueAsync(() =>
            exporting.Flush() && collector.Has("cloakroom.authenticate") && collector.Has("cloakroom.decisions") && collector.Has("Refused GET /auth/session"));

        Assert.True(collector.Has("cloakroom.store.duration"));
        Assert.True(collector.Has("GET /auth/session"));
        Assert.True(collector.Has("service.name"));
        Assert.Equal(protocol == "grpc" ? 3 : 0, collector.Received.Select(r => r.Path).Distinct(StringComparer.Ordinal).Count(p => p.StartsWith("/opentelemetry.proto.collector.", StringComparison.Ordinal)));
        Assert.Equal(protocol == "grpc" ? 0 : 3, collector.Received.Select(r => r.Path).Distinct(StringComparer.Ordinal).Count(p => p is "/v1/traces" or "/v1/metrics" or "/v1/logs"));
        string[] secrets = [sid, access, access.Split('.')[2], refresh, refresh[..SessionId.EncodedLength], refresh[SessionId.EncodedLength..], RunningServer.Password, "not this one", RunningServer.Email, "secret-place"];
        Assert.All(secrets, secret => Assert.False(collector.Has(secret), "A secret has left the process."));
        Assert.True(SessionId.TryParse(sid, out SessionId id));
        Assert.False(collector.Has(SessionId.Bytes(in id)));
        Assert.True(collector.Has(id.Digest().ToString()));
    }

    [Fact]
    public async Task A_collector_that_never_answers_is_nobodys_concern()
    {
        using var hole = new TcpListener(IPAddress.Loopback, 0);
        hole.Start();
        Task<TcpClient> caught = hole.AcceptTcpClientAsync(Cancelled).AsTask();
        await using RunningServer server = await RunningServer.StartAsync(["--Telemetry:Otlp", $"http://{hole.LocalEndpoint}"]);
        Exporting exporting = server.Services.GetRequiredService<Exporting>();
        using HttpClient client = server.Client();
        using HttpResponseMessage first = await client.AskAsync("/auth/session");
        Task<bool> sending = Task.Run(exporting.Flush, Cancelled);
        using TcpClient line = await caught;

        // It hangs now; people are answered.
        using HttpResponseMessage registered = await server.RegisterAsync(), login = await server.LoginAsync();
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (registered.StatusCode, login.StatusCode));
        Assert.False(sending.IsCompletedSuccessfully && await sending, "The collector was to be silent.");
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_nobodys_concern()
    {
        await using RunningServer server = await RunningServer.StartAsync(["--Telemetry:Otlp", $"http://127.0.0.1:{FreePort.Next()}", "--Telemetry:Protocol", "grpc"]);
        using HttpResponseMessage registered = await server.RegisterAsync(), login = await server.LoginAsync();
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (registered.StatusCode, login.StatusCode));
    }

    [Theory]
    [InlineData(0, true, SamplingDecision.Drop)]
    [InlineData(1, false, SamplingDecision.RecordAndSample)]
    public void Whether_a_request_is_recorded_is_not_for_its_sender_to_say(double share, bool wishes, SamplingDecision decision) =>
        Assert.Equal(decision, Judge(share, ActivityTraceId.CreateRandom(), wishes, isRemote: true));

    [Fact]
    public void A_share_is_a_share_and_one_request_is_recorded_as_a_whole()
    {
        int chosen = Enumerable.Range(0, 1000).Count(_ => Judge(0.25, ActivityTraceId.CreateRandom(), wishes: true, isRemote: true) == SamplingDecision.RecordAndSample);
        Assert.InRange(chosen, 100, 400);
        Assert.Equal(SamplingDecision.RecordAndSample, Judge(0, ActivityTraceId.CreateRandom(), wishes: true, isRemote: false));
        Assert.Equal(SamplingDecision.Drop, Judge(1, ActivityTraceId.CreateRandom(), wishes: false, isRemote: false));
    }

    private static SamplingDecision Judge(double share, ActivityTraceId trace, bool wishes, bool isRemote)
    {
        var parent = new ActivityContext(trace, ActivitySpanId.CreateRandom(), wishes ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None, traceState: null, isRemote);
        return new OwnSampler(share).ShouldSample(new SamplingParameters(parent, trace, "request", ActivityKind.Server)).Decision;
    }

    // The tests replace all that writes lines.
    private static void ExportLogs(IServiceCollection services, TelemetryOptions options) => services.AddLogging(l => l.AddOpenTelemetry(o => Exporting.Configure(o, options)));

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string name, string path, string sid, string access)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", $"{name}={sid}");
        request.Headers.Add("Authorization", $"Bearer {access}x");
        return await client.SendAsync(request, Cancelled);
    }
}
