using System.Collections.Immutable;

namespace Cloakroom.Tokens;

/// <summary>What a token says whose signature and times are in order. Whether its session still lives is another question.</summary>
/// <param name="Subject">The user (<c>sub</c>).</param>
/// <param name="Handle">The public name of the session (<c>sid</c>).</param>
/// <param name="Digest">The key of the session in the store (<c>sdg</c>).</param>
/// <param name="Issued">When it was issued (<c>iat</c>).</param>
/// <param name="Expires">Until when it is good (<c>exp</c>).</param>
/// <param name="Id">Its name, random (<c>jti</c>).</param>
/// <param name="AuthenticatedAt">When the person last proved who they are (<c>auth_time</c>).</param>
internal sealed record VerifiedToken(
    string Subject, SessionHandle Handle, SessionDigest Digest, DateTimeOffset Issued, DateTimeOffset Expires, string Id, DateTimeOffset AuthenticatedAt)
{
    /// <summary>Before when it is not good (<c>nbf</c>); we issue none.</summary>
    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The address of the user; null when it is not told.</summary>
    public string? Email { get; init; }

    /// <summary>Roles for authorization.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>How the person authenticated (RFC 8176).</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>Who the token was issued to.</summary>
    public string? Client { get; init; }
}

/// <summary>Either a token that is in order, or why it is refused. There is no third, and no default: that is refused as malformed.</summary>
internal readonly struct TokenVerdict
{
    private readonly Reason? _reason;

    private TokenVerdict(VerifiedToken? token, Reason? reason) => (Token, _reason) = (token, reason);

    /// <summary>The token; null when it is refused.</summary>
    public VerifiedToken? Token { get; }

    /// <summary>Why it is refused; null when it is not.</summary>
    public Reason? Reason => Token is null ? _reason ?? Cloakroom.Reason.Malformed : null;

    public static TokenVerdict Verified(VerifiedToken token) => new(token, reason: null);

    public static TokenVerdict Refused(Reason reason) => new(token: null, reason);

    public override string ToString() => Reason?.Code ?? $"verified, session {Token?.Handle}";
}
