namespace Cloakroom;

/// <summary>
/// Optional capability of a store: small values by key that live and die with a session. Writes succeed only while the session is live.
/// </summary>
public interface ISessionDataStore
{
    /// <summary>Greatest size of a session's data, keys included, in bytes (CVE-2016-4423 class).</summary>
    const int MaxBytes = 64 * 1024;

    /// <summary>Greatest length of a key, in UTF-8 bytes.</summary>
    const int MaxKeyBytes = 128;

    /// <summary>The value under a key; null when there is none or the session is not live.</summary>
    ValueTask<DataItem?> ReadAsync(SessionDigest digest, string key, CancellationToken cancellationToken);

    /// <summary>Stores or removes a value, durably, in one step with the check of its condition.</summary>
    ValueTask<DataOutcome> WriteAsync(DataWrite write, CancellationToken cancellationToken);
}

/// <summary>A value and its version. Versions of one key grow and are not reused within a session, also not after a removal.</summary>
public sealed record DataItem(ReadOnlyMemory<byte> Value, long Version);

/// <summary>A write to session data.</summary>
/// <param name="Digest">The session.</param>
/// <param name="Key">The key, 1 to 128 UTF-8 bytes.</param>
/// <param name="Value">
/// The new value; null removes the key. Beware: an array that is null, and <c>x ? null : memory</c>, convert to an empty value;
/// <see cref="Remove"/> says what is meant.
/// </param>
/// <param name="Condition">What must hold for the write to happen.</param>
public sealed record DataWrite(SessionDigest Digest, string Key, ReadOnlyMemory<byte>? Value, DataCondition Condition)
{
    /// <summary>Removes a key.</summary>
    public static DataWrite Remove(SessionDigest digest, string key, DataCondition condition) => new(digest, key, null, condition);
}

/// <summary>What must hold for a write: nothing, that the key is absent, or that it has one version.</summary>
public readonly record struct DataCondition
{
    private readonly long _version;

    private DataCondition(long version) => _version = version;

    /// <summary>Write in any case.</summary>
    public static DataCondition None => default;

    /// <summary>Write only if the key is absent (<c>If-None-Match: *</c>).</summary>
    public static DataCondition Absent => new(-1);

    /// <summary>Write only if the key has this version (<c>If-Match</c>); versions start at 1.</summary>
    public static DataCondition Version(long version) =>
        version > 0 ? new(version) : throw new ArgumentOutOfRangeException(nameof(version), "Versions start at 1.");

    /// <summary>For stores that check it themselves: 0 for no condition, -1 for absent, otherwise the version.</summary>
    public long Wanted => _version;

    /// <summary>Whether it holds for a key with this version; null when the key is absent.</summary>
    public bool HoldsFor(long? current) => _version switch
    {
        0 => true,
        -1 => current is null,
        _ => current == _version,
    };
}

/// <summary>What a write to session data came to.</summary>
/// <param name="Result">The result.</param>
/// <param name="Version">The version of the value now stored; 0 when removed or not written.</param>
public readonly record struct DataOutcome(DataResult Result, long Version);

/// <summary>Results of a write to session data.</summary>
public enum DataResult
{
    /// <summary>Stored or removed, durably.</summary>
    Written = 1,

    /// <summary>The condition did not hold.</summary>
    Conflict = 2,

    /// <summary>The session is not live.</summary>
    SessionGone = 3,

    /// <summary>The session's data would exceed <see cref="ISessionDataStore.MaxBytes"/>.</summary>
    TooLarge = 4,
}
