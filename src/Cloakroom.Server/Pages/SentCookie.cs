using Cloakroom.Cookies;

namespace Cloakroom.Server.Pages;

/// <summary>A cookie that came with the request. Its value stays where it is: any of them may be a secret.</summary>
/// <param name="Name">The name; empty for a nameless cookie. One that is as long as a secret of ours may be one, in the wrong place.</param>
/// <param name="Length">Length of the value in characters.</param>
/// <param name="IsSession">Whether it bears the name of the session cookie.</param>
internal sealed record SentCookie(string Name, int Length, bool IsSession)
{
    private const int ShortestSecret = 40;

    /// <summary>What is shown in place of the value.</summary>
    public string Hidden => Length == 1 ? "1 character, hidden" : $"{Length} characters, hidden";

    /// <summary>All cookies of a request, in the order in which they were sent.</summary>
    public static IReadOnlyList<SentCookie> Of(HttpRequest request, string sessionCookie) =>
    [
        .. CookieHeader.Parse(string.Join("; ", request.Headers.Cookie.ToArray()))
            .Select(pair => new SentCookie(Harmless(pair.Key), pair.Value.Length, pair.Key == sessionCookie)),
    ];

    private static string Harmless(string name) => name.Length < ShortestSecret ? name : $"(a name of {name.Length} characters, hidden)";
}
