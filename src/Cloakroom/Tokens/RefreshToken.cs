using System.Security.Cryptography;

namespace Cloakroom;

/// <summary>
/// What a client shows to get new tokens: the ID of its session, which stays, and 256 random bits, which change at every use; 86 base64url
/// characters. Stores see a digest of each; <see cref="ToString"/> prints no secret.
/// </summary>
internal sealed class RefreshToken
{
    /// <summary>Length of the encoded form, in characters.</summary>
    public const int EncodedLength = 2 * SessionId.EncodedLength;

    private readonly SessionId _secret;

    private RefreshToken(SessionId session, SessionId secret) => (Session, _secret) = (session, secret);

    /// <summary>Names the session. By itself it authenticates nobody.</summary>
    public SessionId Session { get; }

    /// <summary>The first one of a session.</summary>
    public static RefreshToken Create(SessionId session) => new(session, SessionId.Create());

    /// <summary>Reads the one canonical form.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RefreshToken? token)
    {
        token = text.Length == EncodedLength && SessionId.TryParse(text[..SessionId.EncodedLength], out SessionId session)
            && SessionId.TryParse(text[SessionId.EncodedLength..], out SessionId secret) ? new(session, secret) : null;
        return token is not null;
    }

    /// <summary>The SHA-256 of the part that changes.</summary>
    public SessionDigest Digest() => _secret.Digest();

    /// <summary>
    /// The one that follows. Whoever has this one and the nonce finds it, so that all requests which race with one token are given the same;
    /// whoever has only what the store keeps finds nothing, and so does a thief of this token without the nonce.
    /// </summary>
    public RefreshToken Next(ReadOnlySpan<byte> nonce)
    {
        Span<byte> next = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(SessionId.Bytes(in _secret), nonce, next);
        return new(Session, SessionId.FromBytes(next));
    }

    /// <summary>The secret itself, for the client and nobody else.</summary>
    public string Reveal() => Session.Reveal() + _secret.Reveal();

    /// <summary>Prints no secret.</summary>
    public override string ToString() => "RefreshToken(secret)";
}
