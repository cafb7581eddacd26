namespace Cloakroom.Keys;

/// <summary>The life of a signing key: created and published → signs → retired, still published → deleted.</summary>
internal static class KeyTimes
{
    /// <summary>How long a key signs.</summary>
    public static readonly TimeSpan Rotation = TimeSpan.FromDays(30);

    /// <summary>How long a key is published before it signs, so that verifiers that keep the list for a day know it.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromDays(1);

    /// <summary>The longest life of a token: no setting allows more, so a key need not be kept longer after its last signature.</summary>
    public static readonly TimeSpan LongestToken = TokenOptions.LongestAccess;

    /// <summary>How far the clocks of two machines may be apart (RFC 7519 4.1.4: "a few minutes" at most).</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    /// <summary>How often the ring is read again: twice within the minute in which an emergency rotation is to be everywhere.</summary>
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(30);

    /// <summary>How soon after a failure it is tried again.</summary>
    public static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long one call to the store is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a retired key is published: until the last token signed by it has expired everywhere. A node that was asleep may have signed
    /// until its next look at the ring.
    /// </summary>
    public static readonly TimeSpan Afterlife = LongestToken + Leeway + (2 * RefreshEvery);
}
