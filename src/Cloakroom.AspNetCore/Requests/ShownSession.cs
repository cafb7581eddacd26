using Cloakroom.Tokens;

namespace Cloakroom;

/// <summary>Which session a request shows, by whichever carrier; whether it is live is another question.</summary>
/// <param name="Id">The ID, of a session with a cookie.</param>
/// <param name="Token">The verified token, of a session with tokens.</param>
internal sealed record ShownSession(SessionId? Id, VerifiedToken? Token)
{
    public static ShownSession Of(SessionId id) => new(id, null);

    public static ShownSession Of(VerifiedToken token) => new(null, token);

    /// <summary>The digest. Not asked for on the hot path: of an ID it costs a SHA-256.</summary>
    public SessionDigest DigestIn(SessionEngine engine) =>
        Token?.Digest ?? engine.DigestOf(Id ?? throw new InvalidOperationException("Nothing is shown."));
}
