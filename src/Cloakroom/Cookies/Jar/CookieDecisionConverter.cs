using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cloakroom.Cookies;

/// <summary>Writes a decision as JSON with stable names, whatever the options; never the value of a cookie. It does not read.</summary>
public sealed class CookieDecisionConverter : JsonConverter<CookieDecision>
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: a decision is made, not read.</exception>
    public override CookieDecision Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CookieDecision value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        Write(writer, value);
    }

    internal static string ToJson(CookieDecision decision) => Written(writer => Write(writer, decision));

    internal static string ToJson(IReadOnlyList<CookieDecision> decisions) => Written(writer =>
    {
        writer.WriteStartArray();
        foreach (CookieDecision decision in decisions)
        {
            Write(writer, decision);
        }

        writer.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter writer, CookieDecision decision)
    {
        writer.WriteStartObject();
        writer.WriteString("outcome", JsonNamingPolicy.CamelCase.ConvertName(decision.Outcome.ToString()));
        writer.WriteString("rule", decision.Code);
        writer.WriteString("section", decision.Section);
        writer.WriteString("explanation", decision.Explanation);
        writer.WriteString("fix", decision.Fix);
        if (decision.Cookie is { } cookie)
        {
            writer.WritePropertyName("cookie");
            JarCookieConverter.Write(writer, cookie);
        }

        if (decision.Evicted.Count > 0)
        {
            writer.WriteStartArray("evicted");
            foreach (JarCookie evicted in decision.Evicted)
            {
                JarCookieConverter.Write(writer, evicted);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
