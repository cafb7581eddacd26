using System.Diagnostics;
using System.IO.Pipes;
using System.Text.Json;
using Cloakroom.Server.Start;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Server.Monitoring;

/// <summary>The log on standard output, when nobody reads it, and when somebody does (promise F41).</summary>
public sealed class OutputLinesTests
{
    [Fact]
    public void A_pipe_that_nobody_reads_holds_up_nobody_and_what_is_dropped_is_counted()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        const int Written = 3 * OutputLines.Capacity;
        List<JsonElement> lines = [];
        OutputLines log = new(pipe, TimeProvider.System);
        using (log)
        {
            ILogger logger = log.CreateLogger("test");
            for (int i = 0; i < Written; i++)
            {
                Cloakroom.Server.Log.RevocationsWait(logger, i);
            }

            Assert.InRange(log.Dropped, 1, Written - OutputLines.Capacity);
            long dropped = log.Dropped;

            // Somebody reads again: what had waited comes, and then the number of what did not.
            using var text = new StreamReader(reader);
            while (lines.Count == 0 || lines[^1].GetProperty("EventId").GetInt32() != 1245)
            {
                lines.Add(JsonDocument.Parse(text.ReadLine() ?? "").RootElement);
            }

            Assert.Equal(Written, lines.Count - 1 + dropped);
            Assert.Equal(dropped, lines[^1].GetProperty("State").GetProperty("Count").GetInt64());
        }
    }

    [Fact]
    public void A_line_has_its_trace_and_its_parameters_and_is_one_line()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "OutputLinesTests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("OutputLinesTests");
        using Activity span = source.StartActivity("request") ?? throw new InvalidOperationException("Nobody listens.");
        using var output = new MemoryStream();
        using (var log = new OutputLines(output, TimeProvider.System))
        {
            Cloakroom.Server.Log.EventLost(log.CreateLogger("test"), "a\n\"b\"", "7", new InvalidOperationException("first\nsecond"));
        }

        string text = System.Text.Encoding.UTF8.GetString(output.ToArray());
        JsonElement line = JsonDocument.Parse(Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal("Error", line.GetProperty("LogLevel").GetString());
        Assert.Equal("The event a\n\"b\" of account 7 could not be written down", line.GetProperty("Message").GetString());
        Assert.Equal(("a\n\"b\"", "7"), (line.GetProperty("State").GetProperty("Kind").GetString(), line.GetProperty("State").GetProperty("User").GetString()));
        Assert.Equal((span.TraceId.ToHexString(), span.SpanId.ToHexString()), (line.GetProperty("TraceId").GetString(), line.GetProperty("SpanId").GetString()));
        Assert.Contains("first\nsecond", line.GetProperty("Exception").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("Z", line.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
    }
}
