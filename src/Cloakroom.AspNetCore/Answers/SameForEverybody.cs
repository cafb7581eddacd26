namespace Cloakroom;

/// <summary>An endpoint that answers everybody alike, so that caches may keep what it says although a middleware looks at who asks.</summary>
internal sealed class SameForEverybody
{
    public static SameForEverybody Instance { get; } = new();
}
