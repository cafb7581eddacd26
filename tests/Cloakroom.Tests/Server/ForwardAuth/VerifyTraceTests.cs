using System.Diagnostics;
using Cloakroom.Tests.Server.Attacks;
using Cloakroom.Tests.Server.Monitoring;

namespace Cloakroom.Tests.Server.ForwardAuth;

/// <summary>Why an application was told that nobody is there: trace, log and metric say it for a request behind a proxy as well.</summary>
public sealed class VerifyTraceTests(BehindProxy proxy) : IClassFixture<BehindProxy>
{
    [Theory]
    [InlineData("/shop", 401, "Refused GET")]
    [InlineData("/public/x", 200, "Anonymous GET /public/x, although something was shown: malformed")]
    public async Task A_session_that_is_worth_nothing_is_seen_with_its_reason(string target, int status, string line)
    {
        using var heard = new Heard();
        var trace = ActivityTraceId.CreateRandom();
        WireAnswer answer = await proxy.AskAsync(target, cookie: "session_id=nonsense", more: [("traceparent", $"00-{trace.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01")]);
        Assert.Equal(status, answer.Status);
        await AspNetCore.Until.TrueAsync(() => heard.Spans(trace).Length >= 2);
        Assert.Single(heard.Spans(trace), s => s.OperationName == "cloakroom.authenticate");
        Assert.All(heard.Spans(trace), s => Assert.Equal("malformed", s.GetTagItem("cloakroom.reason")));
        Assert.Contains(heard.Measurements, m => m is { Instrument: "cloakroom.requests.anonymous", Tags: "reason=malformed" });
        Assert.Contains(proxy.Server.Log.Lines, l => l.Contains(line, StringComparison.Ordinal));
    }
}
