namespace Cloakroom.Tokens;

/// <summary>The claims of an access token (RFC 9068 2.2), and our own.</summary>
internal static class ClaimNames
{
    public const string Issuer = "iss", Subject = "sub", Audience = "aud", Expires = "exp", NotBefore = "nbf", Issued = "iat", Id = "jti";
    public const string Session = "sid", AuthenticatedAt = "auth_time", Methods = "amr", Email = "email", Roles = "roles", Client = "client_id";

    /// <summary>
    /// The digest of the session ID, base64url. The nodes of the deployment find the session by it. It is worth nothing to a thief: no ID is
    /// made from it.
    /// </summary>
    public const string Digest = "sdg";

    /// <summary>
    /// The time of issue in milliseconds. A verifier that began to listen to the feed of revocations in the second of <c>iat</c> could not
    /// tell otherwise whether it would have heard of the end of the session.
    /// </summary>
    public const string IssuedExactly = "ims";
}
