using Cloakroom.Keys;
using Cloakroom.Tokens;

namespace Cloakroom;

/// <summary>Access tokens of this deployment, whose address is known once it listens.</summary>
internal sealed class TokenAccess(KeyRing ring, Deployment deployment, CloakroomOptions options, TimeProvider time)
{
    private readonly Lazy<TokenIssuer> _issuer = new(() => new TokenIssuer(ring, deployment.Origin.Serialized, time));
    private readonly Lazy<TokenVerifier> _verifier = new(() => new TokenVerifier(ring, deployment.Origin.Serialized, deployment.Audience, time));

    public ValueTask<TokenVerdict> VerifyAsync(ReadOnlySpan<char> token, CancellationToken cancellationToken) =>
        _verifier.Value.VerifyAsync(token, cancellationToken);

    /// <summary>Whether tokens can be made, asked before anything is done that cannot be undone.</summary>
    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public void RequireKey() => _ = ring.Current;

    /// <summary>The pair that a client of this session is to have.</summary>
    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public TokenPair Issue(Session session, RefreshToken refresh)
    {
        IssuedToken access = _issuer.Value.Issue(session, deployment.Audience, options.Token.Access);
        return new(access.Text, access.Expires - time.GetUtcNow(), refresh.Reveal());
    }
}
