using Cloakroom.Keys;
using Cloakroom.Tokens;

namespace Cloakroom;

/// <summary>What requests do with tokens.</summary>
internal sealed class TokenAccess(TokenDesk desk, KeyRing ring, CloakroomOptions options, TimeProvider time)
{
    /// <summary>A token that was verified before and is in its time.</summary>
    public VerifiedToken? Recall(ReadOnlySpan<char> token) => desk.Verifier.Recall(token);

    public ValueTask<TokenVerdict> VerifyAsync(ReadOnlySpan<char> token, CancellationToken cancellationToken) =>
        desk.Verifier.VerifyAsync(token, cancellationToken);

    /// <summary>Whether tokens can be made, asked before anything is done that cannot be undone.</summary>
    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public void RequireKey() => _ = ring.Current;

    /// <summary>The pair that a client of this session is to have.</summary>
    /// <param name="session">The session.</param>
    /// <param name="refresh">The refresh token, which is new already.</param>
    /// <param name="read">When the session was as it stands here.</param>
    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public TokenPair Issue(Session session, RefreshToken refresh, DateTimeOffset read)
    {
        IssuedToken access = desk.Issuer.Issue(session, desk.Audience, options.Token.Access, read);
        return new(access.Text, access.Expires - time.GetUtcNow(), refresh.Reveal());
    }
}
