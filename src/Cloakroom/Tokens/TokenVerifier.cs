using Cloakroom.Keys;

namespace Cloakroom.Tokens;

/// <summary>
/// Says of an access token whether it is one of ours, for us, and in its time (RFC 9068 4, RFC 8725). Nothing in a token makes it do
/// anything but compare.
/// </summary>
/// <param name="keys">Where keys are found by name.</param>
/// <param name="issuer">Who must have issued it, octet for octet.</param>
/// <param name="audience">Who it must be for, octet for octet.</param>
/// <param name="time">The one clock.</param>
/// <param name="cacheSize">How many verified tokens are remembered; 0 for none.</param>
internal sealed class TokenVerifier(ITokenKeys keys, string issuer, string audience, TimeProvider time, int cacheSize = TokenVerifier.DefaultCacheSize)
{
    /// <summary>About 65 MB when it is full.</summary>
    public const int DefaultCacheSize = 100_000;

    private const string FullType = "application/" + TokenIssuer.Type;

    private readonly TokenCache _cache = new(cacheSize, time);

    /// <summary>A token that was verified before and is in its time; null for any other, of which <see cref="VerifyAsync(ReadOnlySpan{char}, CancellationToken)"/> says what it is.</summary>
    public VerifiedToken? Recall(ReadOnlySpan<char> token)
    {
        if (token.Length is 0 or > Jws.MaxLength)
        {
            return null;
        }

        TokenFingerprint name = _cache.NameOf(token);
        return _cache.TryGet(in name, out VerifiedToken? known) && IsInTime(known) ? known : null;
    }

    /// <summary>Verifies a token. One that was verified before costs a look-up and no allocation.</summary>
    /// <returns>
    /// The token or the reason: <see cref="Reason.Malformed"/>, <see cref="Reason.BadSignature"/>, <see cref="Reason.WrongAudience"/>,
    /// <see cref="Reason.TokenExpired"/>; <see cref="Reason.StoreUnavailable"/> when its key is not known and cannot be asked for.
    /// </returns>
    public ValueTask<TokenVerdict> VerifyAsync(ReadOnlySpan<char> token, CancellationToken cancellationToken)
    {
        // Before anything is computed from it.
        if (token.Length is 0 or > Jws.MaxLength)
        {
            return new(TokenVerdict.Refused(Reason.Malformed));
        }

        TokenFingerprint name = _cache.NameOf(token);
        if (_cache.TryGet(in name, out VerifiedToken? known))
        {
            return new(Judge(known, in name));
        }

        return Jws.TryRead(token, out Reason reason) is { } jws
            ? VerifyAsync(jws, name, cancellationToken) : new(TokenVerdict.Refused(reason));
    }

    private async ValueTask<TokenVerdict> VerifyAsync(Jws jws, TokenFingerprint name, CancellationToken cancellationToken)
    {
        // RFC 9068 4: an ID token, or any other JWT by the same key, is no access token.
        if (!TokenIssuer.Type.Equals(jws.Type, StringComparison.OrdinalIgnoreCase) && !FullType.Equals(jws.Type, StringComparison.OrdinalIgnoreCase))
        {
            return TokenVerdict.Refused(Reason.Malformed);
        }

        KeyAnswer answer = await keys.FindAsync(jws.Kid, cancellationToken);
        if (answer.Key is not { } key)
        {
            return TokenVerdict.Refused(answer.IsAway ? Reason.StoreUnavailable : Reason.BadSignature);
        }

        if (!jws.HasLowS || !jws.IsSignedBy(key))
        {
            return TokenVerdict.Refused(Reason.BadSignature);
        }

        TokenVerdict read = ClaimsReader.Read(jws.Payload, issuer, audience);
        if (read.Token is not { } token)
        {
            return read;
        }

        // What is not good yet is kept nowhere: when its time comes it is verified anew.
        DateTimeOffset latest = time.GetUtcNow() + KeyTimes.Leeway;
        if (token.Issued > latest || token.NotBefore > latest)
        {
            return TokenVerdict.Refused(Reason.Malformed);
        }

        TokenVerdict verdict = Judge(token, in name);
        if (verdict.Token is not null)
        {
            _cache.Add(in name, token, key);
        }

        return verdict;
    }

    // Asked of every token each time, also of one that is remembered.
    private TokenVerdict Judge(VerifiedToken token, in TokenFingerprint name)
    {
        if (IsInTime(token))
        {
            return TokenVerdict.Verified(token);
        }

        _cache.Remove(in name);
        return TokenVerdict.Refused(Reason.TokenExpired);
    }

    private bool IsInTime(VerifiedToken token) => time.GetRecentUtcNow() - KeyTimes.Leeway < token.Expires;
}
