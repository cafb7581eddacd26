using System.Collections.Concurrent;
using Cloakroom.Keys;
using Cloakroom.Tokens;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// The token with which an application can check who is there: for one session and one origin, at most 60 seconds. A signature costs more
/// than all the rest of a decision, so a token is given out again while half of its life is left; each time the session has just been found
/// live. None outlives a logout by more than 60 seconds.
/// </summary>
internal sealed class IdentityTokens(TokenDesk desk, KeyRing ring, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60), LeastLeft = TimeSpan.FromSeconds(30);

    // Two of these are kept: some tens of megabytes at the most, whoever asks for whatever.
    private const int MaxKept = 10_000;

    private volatile Shelf _shelf = new([], []);

    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public IdentityTexts Of(Session session, string audience)
    {
        var name = new Name(session.Digest, audience);
        Shelf shelf = _shelf;
        if ((shelf.New.TryGetValue(name, out Kept? kept) || shelf.Old.TryGetValue(name, out kept)) && kept.IsFor(session, ring.Current.Kid)
            && kept.Expires - time.GetUtcNow() > LeastLeft)
        {
            return kept.Texts;
        }

        string kid = ring.Current.Kid;
        IssuedToken token = desk.Issuer.IssueIdentity(session, audience, Life);
        if (shelf.New.Count >= MaxKept)
        {
            // The older half goes. Two that do it at once lose a few tokens, which are made again.
            _shelf = shelf = new([], shelf.New);
        }

        var texts = IdentityTexts.Of(session, token.Text);
        shelf.New[name] = new(session, kid, token.Expires, texts);
        return texts;
    }

    private sealed record Shelf(ConcurrentDictionary<Name, Kept> New, ConcurrentDictionary<Name, Kept> Old);

    private readonly record struct Name(SessionDigest Session, string Audience);

    private sealed record Kept(Session Session, string Kid, DateTimeOffset Expires, IdentityTexts Texts)
    {
        /// <summary>Whether it says what is true of the session now.</summary>
        public bool IsFor(Session session, string kid) =>
            Kid == kid && (ReferenceEquals(Session, session) || IsLike(session));

        public override string ToString() => nameof(Kept);

        private bool IsLike(Session session) =>
            Session.Digest == session.Digest && Session.User == session.User && Session.AuthenticatedAt == session.AuthenticatedAt
            && Session.ExpiresAt == session.ExpiresAt && Session.AuthenticationMethods.SequenceEqual(session.AuthenticationMethods, StringComparer.Ordinal);
    }
}
