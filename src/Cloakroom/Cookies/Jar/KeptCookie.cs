namespace Cloakroom.Cookies;

/// <summary>
/// A cookie in the store, with the fields of 5.7. Name and value lie together as they are sent, as octets: <c>name=value</c>, or the value alone
/// for a nameless cookie. Nothing but the last access changes.
/// </summary>
internal sealed class KeptCookie
{
    /// <summary>What is sent.</summary>
    public required byte[] Pair { get; init; }

    public required int NameLength { get; init; }

    public required string Domain { get; init; }

    public required string Path { get; init; }

    public required bool HostOnly { get; init; }

    public required bool Secure { get; init; }

    public required bool HttpOnly { get; init; }

    /// <summary>Null is the draft's "Default".</summary>
    public required SameSite? SameSite { get; init; }

    public required CookiePartition? Partition { get; init; }

    public required bool IsPersistent { get; init; }

    /// <summary>Ticks, UTC; <see cref="long.MaxValue"/> for a cookie of the session.</summary>
    public required long Expiry { get; init; }

    /// <summary>Ticks, UTC.</summary>
    public required long Creation { get; set; }

    /// <summary>Ticks, UTC.</summary>
    public required long LastAccess { get; set; }

    /// <summary>Tells cookies apart that were made at the same moment. Given by the store.</summary>
    public long CreationOrder { get; set; }

    /// <summary>Neighbours in the order of last access. Kept by <see cref="AccessOrder"/>.</summary>
    public KeptCookie? Earlier { get; set; }

    public KeptCookie? Later { get; set; }

    /// <summary>Counts accesses, since the clock may stand still or go back.</summary>
    public long AccessNumber { get; set; }

    /// <summary>Whether it is in a store.</summary>
    public bool IsKept { get; set; }

    public ReadOnlySpan<byte> Name => Pair.AsSpan(0, NameLength);

    public ReadOnlySpan<byte> Value => NameLength == 0 ? Pair : Pair.AsSpan(NameLength + 1);

    // Chromium and Firefox call a cookie expired at the very moment as well.
    public bool IsExpired(long now) => Expiry <= now;
}
