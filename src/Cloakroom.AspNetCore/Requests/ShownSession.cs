namespace Cloakroom;

/// <summary>Which session a request shows, by whichever carrier; whether it is live is another question.</summary>
/// <param name="Id">The ID, of a session with a cookie.</param>
/// <param name="Digest">The digest in a verified token, of a session with tokens.</param>
internal readonly record struct ShownSession(SessionId? Id, SessionDigest? Digest)
{
    public static ShownSession Of(SessionId id) => new(id, null);

    public static ShownSession Of(SessionDigest digest) => new(null, digest);

    /// <summary>The digest. Not asked for on the hot path: of an ID it costs a SHA-256.</summary>
    public SessionDigest DigestIn(SessionEngine engine) => Digest ?? engine.DigestOf(Id ?? throw new InvalidOperationException("Nothing is shown."));
}
