using System.Collections.Immutable;
using System.Text.Json;
using Cloakroom.Keys;

namespace Cloakroom.Tokens;

/// <summary>Reads the payload of an access token and judges what does not depend on the time (RFC 9068 4).</summary>
internal static class ClaimsReader
{
    public static TokenVerdict Read(byte[] payload, string issuer, string audience)
    {
        if (TokenJson.TryRead(payload) is not { } claims)
        {
            return TokenVerdict.Refused(Reason.Malformed);
        }

        // RFC 9068 4: octet for octet, no address is normalised. The key is ours, so whoever is named here shares it with us.
        if (claims.TextOf(ClaimNames.Issuer) != issuer)
        {
            return TokenVerdict.Refused(Reason.BadSignature);
        }

        if (!IsFor(claims, audience))
        {
            return TokenVerdict.Refused(Reason.WrongAudience);
        }

        if (!TryIssued(claims, out DateTimeOffset issued)
            || !TryTime(claims, ClaimNames.Expires, out DateTimeOffset? expires) || expires is null
            || !TryTime(claims, ClaimNames.NotBefore, out DateTimeOffset? from)
            || !TryTime(claims, ClaimNames.AuthenticatedAt, out DateTimeOffset? authenticated)
            || claims.TextOf(ClaimNames.Subject) is not { Length: > 0 } subject || claims.TextOf(ClaimNames.Id) is not { Length: > 0 } id
            || !SessionHandle.TryParse(claims.TextOf(ClaimNames.Session), out SessionHandle handle)
            || Base64UrlText.TryDecode(claims.TextOf(ClaimNames.Digest)) is not { Length: SessionDigest.ByteLength } digest
            || !TryList(claims, ClaimNames.Roles, out ImmutableArray<string> roles) || !TryList(claims, ClaimNames.Methods, out ImmutableArray<string> methods))
        {
            return TokenVerdict.Refused(Reason.Malformed);
        }

        return TokenVerdict.Verified(new(subject, handle, new SessionDigest(digest), issued, expires.Value, id, authenticated ?? issued)
        {
            NotBefore = from ?? DateTimeOffset.MinValue, Email = claims.TextOf(ClaimNames.Email), Roles = roles, Methods = methods,
            Client = claims.TextOf(ClaimNames.Client),
        });
    }

    // RFC 7519 4.1.3: one name, or several of which we are one.
    private static bool IsFor(JsonElement claims, string audience) => claims.TryGetProperty(ClaimNames.Audience, out JsonElement value) && value.ValueKind switch
    {
        JsonValueKind.String => value.ValueEquals(audience),
        JsonValueKind.Array => value.EnumerateArray().Any(a => a.ValueKind == JsonValueKind.String && a.ValueEquals(audience)),
        _ => false,
    };

    // RFC 7519 2, NumericDate: seconds, with a fraction if somebody likes. Absent is null; what is no time is refused.
    private static bool TryTime(JsonElement claims, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!claims.TryGetProperty(name, out JsonElement value))
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double seconds)
            || !(seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
        {
            return false;
        }

        time = DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        return true;
    }

    // The second, and within it when exactly, if that is told.
    private static bool TryIssued(JsonElement claims, out DateTimeOffset issued)
    {
        issued = default;
        if (!TryTime(claims, ClaimNames.Issued, out DateTimeOffset? second) || second is null)
        {
            return false;
        }

        if (!claims.TryGetProperty(ClaimNames.IssuedExactly, out JsonElement value))
        {
            issued = second.Value;
            return true;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out long milliseconds) || milliseconds / 1000 != second.Value.ToUnixTimeSeconds())
        {
            return false;
        }

        issued = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    private static bool TryList(JsonElement claims, string name, out ImmutableArray<string> list)
    {
        list = [];
        if (!claims.TryGetProperty(name, out JsonElement value))
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.String))
        {
            return false;
        }

        list = [.. value.EnumerateArray().Select(v => v.GetString() ?? "")];
        return true;
    }
}
