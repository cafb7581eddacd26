using System.Diagnostics.CodeAnalysis;
using Cloakroom.Cookies;

namespace Cloakroom;

/// <summary>How a service accepts the access tokens of a Cloakroom elsewhere.</summary>
public sealed class CloakroomTokensOptions
{
    /// <summary>The public address of the issuer, for example <c>https://auth.example</c>; http is for loopback only. No default.</summary>
    public string Authority { get; set; } = "";

    /// <summary>
    /// Who tokens must be for (RFC 9068 4, <c>aud</c>), octet for octet. Default null: the authority, which is what it issues tokens for
    /// unless its setting <c>Token:Audience</c> says otherwise.
    /// </summary>
    public string? Audience { get; set; }

    /// <summary>
    /// How old the latest word about logouts may be. When it is older, every token is answered with 503 <c>store_unavailable</c>, since it
    /// may be of somebody who has logged out. Default 30 seconds, from 10 seconds to 1 hour.
    /// </summary>
    public TimeSpan RevocationAge { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the token is also accepted from the cookie of the carrier <c>jwt-cookie</c>. Browsers send that only where this service is
    /// reached under the host of the authority. Requests that may change something are then guarded against CSRF. Default true.
    /// </summary>
    public bool AcceptCookie { get; set; } = true;

    /// <summary>
    /// Further origins whose pages may send requests with the cookie that change something, as browsers write them, for example
    /// <c>https://app.example</c>. Default none.
    /// </summary>
    public ICollection<string> Origins { get; } = [];

    /// <summary>How the issuer is reached, for a proxy or a certificate of one's own. Default null: directly, and redirects are not followed.</summary>
    public HttpMessageHandler? Backchannel { get; set; }

    internal PublicOrigin Issuer => TryIssuer(out PublicOrigin? origin, out string problem) ? origin : throw new InvalidOperationException(problem);

    internal IEnumerable<string> Validate()
    {
        if (!TryIssuer(out _, out string problem))
        {
            yield return problem;
        }

        if (RevocationAge < TimeSpan.FromSeconds(10) || RevocationAge > TimeSpan.FromHours(1))
        {
            yield return $"RevocationAge is {RevocationAge}; choose from 00:00:10 to 01:00:00. The feed says something every 5 seconds.";
        }
    }

    private bool TryIssuer([NotNullWhen(true)] out PublicOrigin? origin, out string problem)
    {
        bool isOrigin = PublicOrigin.TryCreate(Authority, out origin, out problem);
        problem = problem.Replace("PublicUrl", "The authority of AddCloakroomTokens", StringComparison.Ordinal);
        return isOrigin;
    }
}
