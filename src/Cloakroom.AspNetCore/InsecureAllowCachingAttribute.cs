namespace Cloakroom;

/// <summary>
/// Lets an endpoint that knows who asks set its own <c>Cache-Control</c>; otherwise such answers are <c>no-store</c> whatever it sets. A
/// copy in the browser stays readable after logout, and anything but <c>private</c> lets a shared cache keep one person's answer.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class InsecureAllowCachingAttribute : Attribute;
