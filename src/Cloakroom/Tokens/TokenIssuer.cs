using System.Security.Cryptography;
using System.Text;
using Cloakroom.Keys;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Cloakroom.Tokens;

/// <summary>Issues access tokens (RFC 9068), signed by the current key of the ring.</summary>
/// <param name="ring">The keys.</param>
/// <param name="issuer">The public origin (<c>iss</c>).</param>
/// <param name="time">The one clock.</param>
internal sealed class TokenIssuer(KeyRing ring, string issuer, TimeProvider time)
{
    public const string Type = "at+jwt";

    /// <summary>The type of a token that only tells an application who is there (RFC 8725 3.11): nobody here accepts it.</summary>
    public const string IdentityType = "JWT";

    // RFC 9068 2.2 requires client_id. There are no registered clients here: whoever logs in does so with this program.
    private const string Client = "cloakroom";
    private const int JitterPercent = 5, IdLength = 16;

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private static readonly Dictionary<string, object> AccessHeader = HeaderOf(Type), IdentityHeader = HeaderOf(IdentityType);

    /// <summary>Issues a token for a live session.</summary>
    /// <param name="session">Whose session it stands for.</param>
    /// <param name="audience">Who it is for: the service that is to accept it.</param>
    /// <param name="life">How long it is good, less up to 5 %, so that not all clients refresh at once; never beyond the session.</param>
    /// <param name="read">
    /// When the session was as it stands here; null for now. It is the time of issue: a change that came later makes the token out of date.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The life is not between 1 second and 1 hour.</exception>
    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public IssuedToken Issue(Session session, string audience, TimeSpan life, DateTimeOffset? read = null) =>
        Issue(session, audience, life, read, AccessHeader);

    /// <summary>Issues the same as a statement for one application, with which nobody can come back here (<see cref="IdentityType"/>).</summary>
    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public IssuedToken IssueIdentity(Session session, string audience, TimeSpan life) => Issue(session, audience, life, read: null, IdentityHeader);

    private IssuedToken Issue(Session session, string audience, TimeSpan life, DateTimeOffset? read, Dictionary<string, object> header)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(life, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(life, KeyTimes.LongestToken);
        SigningKey key = ring.Current;
        long issued = (read ?? time.GetUtcNow()).ToUnixTimeMilliseconds(), now = issued / 1000, seconds = (long)life.TotalSeconds;
        long jitter = RandomNumberGenerator.GetInt32((int)(seconds * JitterPercent / 100) + 1);
        long expires = Math.Min(now + seconds - jitter, session.ExpiresAt.ToUnixTimeSeconds());
        byte[] claims = ClaimsWriter.Write(session, new(issuer, audience, Client, issued, expires, Base64UrlId()));
        string token = Handler.CreateToken(Encoding.UTF8.GetString(claims), key.Credentials, header);
        return new(LowS.Of(token), DateTimeOffset.FromUnixTimeSeconds(expires));
    }

    private static Dictionary<string, object> HeaderOf(string type) => new(StringComparer.Ordinal) { [JwtHeaderParameterNames.Typ] = type };

    private static string Base64UrlId() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdLength));
}
