namespace Cloakroom.Server.Answers;

/// <summary>Another content security policy than <see cref="SecurityHeaders.ContentSecurityPolicy"/>, for the one page that frames and the one answer that is framed.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ContentPolicyAttribute(bool framesOwnPages = false) : Attribute
{
    /// <summary>The policy in full.</summary>
    public string Policy { get; } = framesOwnPages ? SecurityHeaders.ContentSecurityPolicy + "; frame-src 'self'" : ContentPolicy.Framed;
}

/// <summary>The policies by name.</summary>
internal static class ContentPolicy
{
    /// <summary>Nothing is loaded, and own pages alone may frame it.</summary>
    public const string Framed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; object-src 'none'";

    public static ContentPolicyAttribute FramedByOwnPages { get; } = new();
}
