namespace Cloakroom.Server.Answers;

/// <summary>Another content security policy than that of <see cref="SecurityHeaders"/>, for the one page that frames and the one answer that is framed.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ContentPolicyAttribute(bool framesOwnPages = false) : Attribute
{
    /// <summary>Whether the page may frame others of this server.</summary>
    public bool FramesOwnPages { get; } = framesOwnPages;

    /// <summary>The policy in full; null for the usual one.</summary>
    public string? Policy { get; } = framesOwnPages ? null : ContentPolicy.Framed;
}

/// <summary>The policies by name.</summary>
internal static class ContentPolicy
{
    /// <summary>Nothing is loaded, and own pages alone may frame it.</summary>
    public const string Framed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; object-src 'none'";

    public static ContentPolicyAttribute FramedByOwnPages { get; } = new();
}
