using System.Globalization;
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
        Add(identity, "sub", session.User.Id);
        // What frameworks look for when they ask for the user's ID.
        Add(identity, ClaimTypes.NameIdentifier, session.User.Id);
        Add(identity, "sid", session.Handle.ToString());
        Add(identity, "auth_time", session.AuthenticatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64);
        if (session.User.Email is { } email)
        {
            Add(identity, "email", email);
        }

        foreach (string role in session.User.Roles)
        {
            Add(identity, "role", role);
        }

        foreach (string method in session.AuthenticationMethods)
        {
            Add(identity, "amr", method);
        }

        return new(identity);
    }

    // With its subject, a claim is taken as it is; without, the identity would make a copy of it.
    private static void Add(ClaimsIdentity identity, string type, string value, string valueType = ClaimValueTypes.String) =>
        identity.AddClaim(new(type, value, valueType, ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity));
}
