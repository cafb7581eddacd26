namespace Cloakroom.Server.ForwardAuth;

/// <summary>Who it is, as it stands in the headers: made together with a token, and kept as long as that.</summary>
/// <param name="User">For <c>X-Auth-User</c>.</param>
/// <param name="Email">For <c>X-Auth-Email</c>.</param>
/// <param name="Roles">For <c>X-Auth-Roles</c>.</param>
/// <param name="Handle">For <c>X-Auth-Session</c>.</param>
/// <param name="Authorization">The token, with its scheme.</param>
internal sealed record IdentityTexts(string User, string Email, string Roles, string Handle, string Authorization)
{
    public static IdentityTexts Of(Session session, string token) => new(
        IdentityHeaders.Encode(session.UserId),
        IdentityHeaders.Encode(session.User.Email ?? ""),
        string.Join(',', session.User.Roles.Select(r => IdentityHeaders.Encode(r).Replace(",", "%2C", StringComparison.Ordinal))),
        session.Handle.ToString(),
        $"Bearer {token}");

    /// <summary>Prints no token.</summary>
    public override string ToString() => Handle;
}
