using Cloakroom.Cookies;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>
/// Carries a pending login from the form with the password to the form with the code. HttpOnly, Strict and gone after ten minutes; it shows no
/// session and is read by the second step alone.
/// </summary>
internal sealed class PendingCookie(Deployment deployment)
{
    // The origin is known once the server listens, and stays.
    private SessionCookie? _cookie;

    private SessionCookie Cookie => _cookie ??= SessionCookie.Named("pending_login", deployment.Origin, PendingLogin.Life, SameSite.Strict);

    public void Set(HttpContext context, string token) => context.Response.Headers.Append("Set-Cookie", Cookie.Issue(token));

    /// <summary>The secret of the pending login; empty when there is none, or more than one.</summary>
    public string Read(HttpContext context) =>
        CookieHeader.Find(string.Join("; ", context.Request.Headers.Cookie.ToArray()), Cookie.Name, out ReadOnlySpan<char> value) == CookieMatch.One ? value.ToString() : "";

    /// <summary>Deletes it, where one came with the request.</summary>
    public void Delete(HttpContext context)
    {
        if (Read(context).Length > 0)
        {
            context.Response.Headers.Append("Set-Cookie", Cookie.Delete());
        }
    }
}
