using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cloakroom.Server.Start;

/// <summary>
/// One line of the log: a JSON object with the names that the framework's own lines have, and the trace that the line belongs to. The reason of
/// a refusal stands in <c>State</c>, like every other parameter.
/// </summary>
internal static class LineFormat
{
    // Not for a page, so that quotes in a text need not become six characters; line breaks are escaped in any case.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write<TState>(DateTimeOffset at, LogLevel level, EventId id, string category, string message, TState state, Exception? failure)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var line = new Utf8JsonWriter(buffer, Options))
        {
            line.WriteStartObject();
            line.WriteString("Timestamp", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            line.WriteNumber("EventId", id.Id);
            line.WriteString("LogLevel", level.ToString());
            line.WriteString("Category", category);
            line.WriteString("Message", message);
            if (Activity.Current is { } span)
            {
                line.WriteString("TraceId", span.TraceId.ToHexString());
                line.WriteString("SpanId", span.SpanId.ToHexString());
            }

            WriteState(line, state);
            if (failure is not null)
            {
                line.WriteString("Exception", failure.ToString());
            }

            line.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteState<TState>(Utf8JsonWriter line, TState state)
    {
        if (state is not IReadOnlyCollection<KeyValuePair<string, object?>> { Count: > 1 } parameters)
        {
            return;
        }

        line.WriteStartObject("State");
        foreach ((string name, object? value) in parameters.Where(p => p.Key != "{OriginalFormat}"))
        {
            switch (value)
            {
                case bool yes:
                    line.WriteBoolean(name, yes);
                    break;
                case int number:
                    line.WriteNumber(name, number);
                    break;
                case long number:
                    line.WriteNumber(name, number);
                    break;
                default:
                    line.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        line.WriteEndObject();
    }
}
