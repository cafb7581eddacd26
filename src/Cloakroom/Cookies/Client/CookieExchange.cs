using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace Cloakroom.Cookies;

/// <summary>One request and its answer, as far as cookies go.</summary>
/// <param name="Context">What was asked, and who began it.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Sent">Which cookies went, and which stayed.</param>
/// <param name="Received">What became of every Set-Cookie line of the answer, in its order.</param>
public sealed record CookieExchange(CookieContext Context, HttpStatusCode Status, CookieSelection Sent, ImmutableArray<CookieDecision> Received)
{
    /// <summary>The request in one line, then a line for each cookie. No value of a cookie is in it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Context).Append(": ").Append((int)Status);
        foreach (CookieDecision decision in Sent.Cookies.Concat(Received))
        {
            text.Append("\n  ").Append(decision.Cookie?.Name).Append(decision.Cookie is null ? "" : ": ").Append(decision);
        }

        return text.ToString();
    }
}
