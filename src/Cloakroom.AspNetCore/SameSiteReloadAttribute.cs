namespace Cloakroom;

/// <summary>
/// For pages that look different to a person who is logged in but do not demand it. When a link on another site leads here, the browser
/// holds the Strict cookie back; the answer is then a tiny page that loads the same address again from this site, so that the link does not
/// look like a logout. Endpoints that demand a login do this by themselves.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SameSiteReloadAttribute : Attribute;
