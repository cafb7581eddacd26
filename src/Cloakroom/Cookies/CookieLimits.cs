namespace Cloakroom.Cookies;

/// <summary>What RFC 6265bis lets nobody exceed.</summary>
internal static class CookieLimits
{
    /// <summary>Name and value together, in octets (5.6 step 5).</summary>
    public const int NameAndValue = 4096;

    /// <summary>The value of an attribute, in octets (5.6).</summary>
    public const int AttributeValue = 1024;

    /// <summary>Longest life of a cookie (5.5).</summary>
    public static readonly TimeSpan Age = TimeSpan.FromDays(400);
}
