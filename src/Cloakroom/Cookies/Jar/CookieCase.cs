using System.Runtime.InteropServices;

namespace Cloakroom.Cookies;

/// <summary>The facts of a decision, kept so that sentences are made only when somebody reads them.</summary>
/// <param name="Context">Under what circumstances.</param>
/// <param name="Options">By which choices.</param>
/// <param name="Cookie">The cookie, as far as it is known.</param>
/// <param name="Detail">What else the sentence needs: a domain attribute, a path, the other cookie.</param>
/// <param name="Status">Why the request is cross-site, where that decided.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CookieCase(CookieContext Context, CookieJarOptions Options, KeptCookie? Cookie, object? Detail = null, SameSiteStatus Status = default);
