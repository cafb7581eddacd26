using System.Security.Claims;

namespace Cloakroom;

/// <summary>
/// The claims of a session: <c>sub</c>, <c>email</c>, <c>role</c>, <c>sid</c>, <c>auth_time</c>, <c>amr</c> (OpenID Connect Core 2,
/// RFC 8176). Made anew for each request, so that code which adds claims cannot leave them to the next one.
/// </summary>
internal static class SessionIdentity
{
    public static ClaimsPrincipal Principal(Session session)
    {
        var identity = new ClaimsIdentity(CloakroomDefaults.AuthenticationScheme, "sub", "role");
        identity.AddClaim(new("sub", session.User.Id));
        // What frameworks look for when they ask for the user's ID.
        identity.AddClaim(new(ClaimTypes.NameIdentifier, session.User.Id));
        identity.AddClaim(new("sid", session.Handle.ToString()));
        identity.AddClaim(new("auth_time", session.AuthenticatedAt.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), ClaimValueTypes.Integer64));
        if (session.User.Email is { } email)
        {
            identity.AddClaim(new("email", email));
        }

        foreach (string role in session.User.Roles)
        {
            identity.AddClaim(new("role", role));
        }

        foreach (string method in session.AuthenticationMethods)
        {
            identity.AddClaim(new("amr", method));
        }

        return new(identity);
    }
}
