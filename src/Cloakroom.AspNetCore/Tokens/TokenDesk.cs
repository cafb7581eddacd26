using Cloakroom.Keys;
using Cloakroom.Tokens;

namespace Cloakroom;

/// <summary>
/// Where access tokens are issued and verified under the public address, which is known only once the program listens: so everything is
/// made when it is first asked for, not before.
/// </summary>
internal sealed class TokenDesk(KeyRing ring, Deployment deployment, CloakroomOptions options, TimeProvider time)
{
    private TokenIssuer? _issuer;
    private TokenVerifier? _verifier;

    /// <summary>Who tokens of this program are for, unless somebody asks for another audience.</summary>
    public string Audience => options.Token.Audience ?? deployment.Origin.Serialized;

    public TokenIssuer Issuer => _issuer ?? Interlocked.CompareExchange(ref _issuer, new(ring, deployment.Origin.Serialized, time), null) ?? _issuer;

    public TokenVerifier Verifier =>
        _verifier ?? Interlocked.CompareExchange(ref _verifier, new(ring, deployment.Origin.Serialized, Audience, time), null) ?? _verifier;
}
