using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Cloakroom.Tokens;

namespace Cloakroom;

/// <summary>
/// The claims of a session: <c>sub</c>, <c>email</c>, <c>role</c>, <c>sid</c>, <c>auth_time</c>, <c>amr</c> (OpenID Connect Core 2,
/// RFC 8176). Made anew for each request, so that code which adds claims cannot leave them to the next one.
/// </summary>
internal static class SessionIdentity
{
    /// <summary>The claim that names the user, and the one that names a role.</summary>
    public const string NameType = "sub", RoleType = "role";

    public static ClaimsPrincipal Principal(Session session) => new SessionPrincipal(session);

    /// <summary>The same from a token that is in order.</summary>
    public static ClaimsPrincipal Principal(VerifiedToken token)
    {
        var identity = new ClaimsIdentity(CloakroomDefaults.AuthenticationScheme, NameType, RoleType);
        identity.AddClaim(Claim(identity, NameType, token.Subject));
        identity.AddClaim(Claim(identity, ClaimTypes.NameIdentifier, token.Subject));
        identity.AddClaims(Others(identity, token.Handle, token.AuthenticatedAt, token.Email, token.Roles, token.Methods));
        return new(identity);
    }

    /// <summary>All claims but the two that have the user's ID: <c>sub</c>, and what frameworks look for.</summary>
    public static IEnumerable<Claim> Others(
        ClaimsIdentity identity, SessionHandle handle, DateTimeOffset authenticatedAt, string? email, ImmutableArray<string> roles, ImmutableArray<string> methods)
    {
        yield return Claim(identity, "sid", handle.ToString());
        yield return Claim(identity, "auth_time", authenticatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64);
        if (email is not null)
        {
            yield return Claim(identity, "email", email);
        }

        foreach (string role in roles)
        {
            yield return Claim(identity, RoleType, role);
        }

        foreach (string method in methods)
        {
            yield return Claim(identity, "amr", method);
        }
    }

    /// <summary>With its subject, a claim is taken as it is; without, the identity would make a copy of it.</summary>
    public static Claim Claim(ClaimsIdentity identity, string type, string value, string valueType = ClaimValueTypes.String) =>
        new(type, value, valueType, ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity);
}
