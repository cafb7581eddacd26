using System.Collections.Immutable;
using System.Text;

namespace Cloakroom;

/// <summary>
/// The data of one session, as an immutable value. Versions are counted per session, not per key, so that a removed key needs no memory
/// of its own to keep its versions from being used again.
/// </summary>
internal sealed record MemoryData(ImmutableDictionary<string, DataItem> Items, int Bytes, long LastVersion)
{
    // Strict: two keys that differ only in invalid characters would be one key in every other store.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static MemoryData Empty { get; } = new(ImmutableDictionary.Create<string, DataItem>(StringComparer.Ordinal), 0, 0);

    public static int SizeOfKey(string key)
    {
        int size = Utf8.GetByteCount(key);
        return size is >= 1 and <= ISessionDataStore.MaxKeyBytes
            ? size
            : throw new ArgumentException($"The key has {size} UTF-8 bytes; allowed are 1 to {ISessionDataStore.MaxKeyBytes}.", nameof(key));
    }

    public (DataOutcome Outcome, MemoryData Data) Apply(DataWrite write)
    {
        int keySize = SizeOfKey(write.Key);
        DataItem? current = Items.GetValueOrDefault(write.Key);
        if (!write.Condition.HoldsFor(current?.Version))
        {
            return (new DataOutcome(DataResult.Conflict, 0), this);
        }

        int without = current is null ? Bytes : Bytes - keySize - current.Value.Length;
        if (write.Value is not { } value)
        {
            return (new DataOutcome(DataResult.Written, 0), this with { Items = Items.Remove(write.Key), Bytes = without });
        }

        long bytes = (long)without + keySize + value.Length;
        if (bytes > ISessionDataStore.MaxBytes)
        {
            return (new DataOutcome(DataResult.TooLarge, 0), this);
        }

        // Copied: the caller may use its buffer again.
        var item = new DataItem(value.ToArray(), LastVersion + 1);
        return (new DataOutcome(DataResult.Written, item.Version), new MemoryData(Items.SetItem(write.Key, item), (int)bytes, item.Version));
    }
}
