using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Every refusal says why: in the body, the log, the metric, the trace, and in Development in a header.</summary>
public sealed class ReasonTests
{
    private static readonly string Unknown = $"session_id={SessionId.Create().Reveal()}";

    [Fact]
    public async Task In_the_log_without_the_secret()
    {
        await using TestApp app = await new TestApp().StartAsync();

        await app.GetAsync("/private?token=s3cret", Unknown);

        LogLine line = Assert.Single(app.Logs.Lines, l => l.Text.StartsWith("Refused", StringComparison.Ordinal));
        Assert.Equal("Refused GET /private: unknown_session", line.Text);
        Assert.Equal(LogLevel.Information, line.Level);
    }

    [Fact]
    public async Task A_path_cannot_forge_a_line_of_the_log()
    {
        await using TestApp app = await new TestApp { Build = Fallback.Policy, OnKestrel = true }.StartAsync();

        await app.GetAsync("/x%0ARefused%20GET%20/y:%20forged");

        Assert.Equal("Refused GET /x%0ARefused%20GET%20/y:%20forged: no_credentials", Assert.Single(app.Logs.Lines, l => l.Text.StartsWith("Refused", StringComparison.Ordinal)).Text);
    }

    [Fact]
    public async Task In_the_metric_and_who_is_recognised_counts_as_valid()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();
        var counted = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument is { Meter.Name: "Cloakroom", Name: "cloakroom.decisions" })
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        // Tests beside this one count as well: only what happens in the flow of this one is meant.
        var mine = new AsyncLocal<bool> { Value = true };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (mine.Value)
            {
                counted.Enqueue($"{tags[0].Key}={tags[0].Value} {count}");
            }
        });
        listener.Start();

        await app.GetAsync("/private", cookie);
        await app.GetAsync("/private", Unknown);
        await app.GetAsync("/private", "session_id=a; session_id=b");
        await app.PostAsync("/login?user=1", null, ("Sec-Fetch-Site", "cross-site"));
        await app.GetAsync("/public");

        Assert.Equal(["reason=valid 1", "reason=unknown_session 1", "reason=ambiguous_credentials 1", "reason=csrf_cross_site 1"], counted);
    }

    [Fact]
    public async Task In_the_trace()
    {
        await using TestApp app = await new TestApp().StartAsync();
        var tags = new ConcurrentQueue<object?>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => tags.Enqueue(activity.GetTagItem("cloakroom.reason")),
        };
        ActivitySource.AddActivityListener(listener);

        using HttpResponseMessage answer = await app.GetAsync("/private", "session_id=a; session_id=b");

        await Until.TrueAsync(() => tags.Contains("ambiguous_credentials"));
        Assert.Matches("^[0-9a-f]{32}$", (await answer.JsonAsync()).GetProperty("traceId").GetString());
    }

    [Theory]
    [InlineData("Development", "unknown_session")]
    [InlineData("Production", "")]
    [InlineData("Staging", "")]
    public async Task In_Development_in_a_header(string environment, string header)
    {
        await using TestApp app = await new TestApp { Environment = environment }.StartAsync();

        Assert.Equal(header, (await app.GetAsync("/private", Unknown)).Header("Session-Reason"));
        Assert.Equal(header, (await app.GetAsync("/private", Unknown, Browser.Navigates())).Header("Session-Reason"));
    }

    [Fact]
    public async Task Nothing_that_is_logged_holds_the_secret()
    {
        await using TestApp app = await new TestApp { Environment = "Development" }.StartAsync();
        string cookie = await app.LoginAsync();
        string secret = cookie.Split('=')[1];

        await app.GetAsync("/private", cookie);
        app.Switch.Mode = StoreMode.Broken;
        await app.GetAsync("/private", cookie);
        await app.PostAsync("/auth/logout", cookie);
        await app.PostAsync("/auth/logout", cookie, ("Sec-Fetch-Site", "cross-site"));

        Assert.NotEmpty(app.Logs.Lines);
        Assert.DoesNotContain(app.Logs.Lines, l => l.Text.Contains(secret, StringComparison.Ordinal) || $"{l.Exception}".Contains(secret, StringComparison.Ordinal));
    }
}
