using System.Text.Json;
using Cloakroom.Keys;

namespace Cloakroom.Tokens;

/// <summary>
/// A part of the feed of revocations, as the issuer signed it: a JWT of the type <c>revocations+jwt</c> with <c>iss</c>, <c>iat</c>,
/// <c>from</c> and <c>to</c> (milliseconds since 1970, between which it is complete), <c>ended</c> (the <c>sdg</c> of sessions), and, where there
/// are any, <c>changed</c>: an object that names for the <c>sdg</c> of live sessions the time before which their tokens are out of date.
/// </summary>
/// <param name="From">What ended before may be missing.</param>
/// <param name="To">What ended later may be missing.</param>
/// <param name="Ended">The sessions.</param>
internal sealed record RevocationPage(DateTimeOffset From, DateTimeOffset To, SessionDigest[] Ended)
{
    public const string Type = "revocations+jwt", FromClaim = "from", ToClaim = "to", EndedClaim = "ended", ChangedClaim = "changed";

    /// <summary>Live sessions, and the time before which tokens of them say what is not true any more.</summary>
    public (SessionDigest Digest, DateTimeOffset Before)[] Changed { get; init; } = [];

    /// <summary>The greatest length that is read, in characters: half a million sessions.</summary>
    public const int MaxLength = 32 * 1024 * 1024;

    /// <summary>Reads a page.</summary>
    /// <param name="jwt">The text.</param>
    /// <param name="issuer">Who must have signed it.</param>
    /// <param name="keys">The issuer's keys.</param>
    /// <param name="now">What a page says of the future is not believed.</param>
    /// <param name="cancellationToken">Stops waiting for a key.</param>
    /// <returns>Null when it is not in order.</returns>
    public static async ValueTask<RevocationPage?> ReadAsync(
        string jwt, string issuer, ITokenKeys keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Jws.TryRead(jwt, out _, MaxLength) is not { Type: Type } jws
            || (await keys.FindAsync(jws.Kid, cancellationToken)).Key is not { } key || !jws.IsSignedBy(key)
            || TokenJson.TryRead(jws.Payload) is not { } claims || claims.TextOf(ClaimNames.Issuer) != issuer
            || TimeOf(claims, FromClaim) is not { } from || TimeOf(claims, ToClaim) is not { } to || to > now + KeyTimes.Leeway
            || !claims.TryGetProperty(EndedClaim, out JsonElement ended) || ended.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var digests = new SessionDigest[ended.GetArrayLength()];
        int count = 0;
        foreach (JsonElement one in ended.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.String || Base64UrlText.TryDecode(one.GetString()) is not { Length: SessionDigest.ByteLength } bytes)
            {
                return null;
            }

            digests[count++] = new SessionDigest(bytes);
        }

        return ReadChanged(claims) is { } changed ? new(from, to, digests) { Changed = changed } : null;
    }

    private static (SessionDigest Digest, DateTimeOffset Before)[]? ReadChanged(JsonElement claims)
    {
        if (!claims.TryGetProperty(ChangedClaim, out JsonElement value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var changed = new List<(SessionDigest Digest, DateTimeOffset Before)>();
        foreach (JsonProperty one in value.EnumerateObject())
        {
            if (Base64UrlText.TryDecode(one.Name) is not { Length: SessionDigest.ByteLength } bytes || TimeOf(value, one.Name) is not { } before)
            {
                return null;
            }

            changed.Add((new SessionDigest(bytes), before));
        }

        return [.. changed];
    }

    private static DateTimeOffset? TimeOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long milliseconds)
        && milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
