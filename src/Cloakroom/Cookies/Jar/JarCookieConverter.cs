using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cloakroom.Cookies;

/// <summary>Writes a cookie as JSON with stable names, whatever the options, and without its value. It does not read.</summary>
public sealed class JarCookieConverter : JsonConverter<JarCookie>
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: without the value there is no cookie to read.</exception>
    public override JarCookie Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JarCookie value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        Write(writer, value);
    }

    internal static void Write(Utf8JsonWriter writer, JarCookie cookie)
    {
        writer.WriteStartObject();
        writer.WriteString("name", cookie.Name);
        writer.WriteString("domain", cookie.Domain);
        writer.WriteBoolean("hostOnly", cookie.HostOnly);
        writer.WriteString("path", cookie.Path);
        writer.WriteBoolean("secure", cookie.Secure);
        writer.WriteBoolean("httpOnly", cookie.HttpOnly);
        writer.WriteString("sameSite", cookie.SameSite?.ToString());
        if (cookie.Partition is { } partition)
        {
            writer.WriteStartObject("partition");
            writer.WriteString("topLevelSite", partition.TopLevelSite.ToString());
            writer.WriteBoolean("hasCrossSiteAncestor", partition.HasCrossSiteAncestor);
            writer.WriteEndObject();
        }

        writer.WriteString("created", cookie.Created);
        writer.WriteString("lastAccess", cookie.LastAccess);
        writer.WritePropertyName("expires");
        if (cookie.Expires is { } expires)
        {
            writer.WriteStringValue(expires);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndObject();
    }
}
