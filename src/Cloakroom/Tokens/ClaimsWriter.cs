using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;

namespace Cloakroom.Tokens;

/// <summary>Writes the payload of an access token (RFC 9068 2.2).</summary>
internal static class ClaimsWriter
{
    // Text of other languages stays as it is: a token is no part of a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Session session, TokenTerms terms)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteString(ClaimNames.Issuer, terms.Issuer);
            json.WriteString(ClaimNames.Subject, session.UserId);
            json.WriteString(ClaimNames.Audience, terms.Audience);
            json.WriteString(ClaimNames.Client, terms.Client);
            json.WriteNumber(ClaimNames.Issued, terms.Issued / 1000);
            json.WriteNumber(ClaimNames.IssuedExactly, terms.Issued);
            json.WriteNumber(ClaimNames.Expires, terms.Expires);
            json.WriteString(ClaimNames.Id, terms.Id);
            json.WriteString(ClaimNames.Session, session.Handle.ToString());
            json.WriteString(ClaimNames.Digest, Base64Url.EncodeToString(session.Digest.ToArray()));
            json.WriteNumber(ClaimNames.AuthenticatedAt, session.AuthenticatedAt.ToUnixTimeSeconds());
            WriteList(json, ClaimNames.Methods, session.AuthenticationMethods);
            if (session.User.Email is { } email)
            {
                json.WriteString(ClaimNames.Email, email);
            }

            WriteList(json, ClaimNames.Roles, session.User.Roles);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        if (values.IsDefaultOrEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}

/// <summary>What a token says beside the session. The time of issue is in milliseconds since 1970 UTC, that of the end in seconds.</summary>
internal readonly record struct TokenTerms(string Issuer, string Audience, string Client, long Issued, long Expires, string Id);
