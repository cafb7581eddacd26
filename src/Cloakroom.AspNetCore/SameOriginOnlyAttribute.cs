namespace Cloakroom;

/// <summary>
/// Asks GET and HEAD too where they come from, for an endpoint on which they change something: GraphQL over GET, or a link that ends a
/// subscription. Allowed are requests of pages of this origin and of those in <c>Csrf:Origins</c>; an address that was typed, or opened from a
/// mail, is refused as well, since nobody can tell the two apart.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SameOriginOnlyAttribute : Attribute;
