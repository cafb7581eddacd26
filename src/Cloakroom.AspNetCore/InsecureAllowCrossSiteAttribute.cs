namespace Cloakroom;

/// <summary>
/// Takes an endpoint out of the protection against cross-site requests: any site can then make a browser call it, with the person's cookie
/// where SameSite lets it travel. For endpoints that prove the sender in another way, such as a signed web hook.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class InsecureAllowCrossSiteAttribute : Attribute;
