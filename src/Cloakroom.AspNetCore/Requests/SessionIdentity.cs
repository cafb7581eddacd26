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
    public static ClaimsPrincipal Principal(Session session) =>
        Principal(session.User.Id, session.Handle, session.AuthenticatedAt, session.User.Email, session.User.Roles, session.AuthenticationMethods);

    /// <summary>The same from a token that is in order.</summary>
    public static ClaimsPrincipal Principal(VerifiedToken token) =>
        Principal(token.Subject, token.Handle, token.AuthenticatedAt, token.Email, token.Roles, token.Methods);

    private static ClaimsPrincipal Principal(
        string userId, SessionHandle handle, DateTimeOffset authenticatedAt, string? email, ImmutableArray<string> roles, ImmutableArray<string> methods)
    {
        var identity = new ClaimsIdentity(CloakroomDefaults.AuthenticationScheme, "sub", "role");
        Add(identity, "sub", userId);
        // What frameworks look for when they ask for the user's ID.
        Add(identity, ClaimTypes.NameIdentifier, userId);
        Add(identity, "sid", handle.ToString());
        Add(identity, "auth_time", authenticatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64);
        if (email is not null)
        {
            Add(identity, "email", email);
        }

        foreach (string role in roles)
        {
            Add(identity, "role", role);
        }

        foreach (string method in methods)
        {
            Add(identity, "amr", method);
        }

        return new(identity);
    }

    // With its subject, a claim is taken as it is; without, the identity would make a copy of it.
    private static void Add(ClaimsIdentity identity, string type, string value, string valueType = ClaimValueTypes.String) =>
        identity.AddClaim(new(type, value, valueType, ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity));
}
