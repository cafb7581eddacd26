using System.Runtime.InteropServices;

namespace Cloakroom;

/// <summary>One of the two names of an entry: its fingerprint for requests, its digest for changes.</summary>
internal interface IEntryKey<TSelf>
    where TSelf : struct, IEntryKey<TSelf>
{
    /// <summary>Uniform in its high bits.</summary>
    ulong Hash { get; }

    /// <summary>Is this the key of that entry?</summary>
    bool Names(CachedSession entry);

    /// <summary>The <see cref="Hash"/> of the entry's key; it never changes.</summary>
    static abstract ulong HashOf(CachedSession entry);
}

/// <summary>Finds an entry by its digest.</summary>
internal readonly struct DigestKey(SessionDigest digest) : IEntryKey<DigestKey>
{
    public ulong Hash => Widen(Short(digest));

    public bool Names(CachedSession entry) => entry.ShortDigest == Short(digest) && entry.Valid.Session.Digest == digest;

    public static ulong HashOf(CachedSession entry) => Widen(entry.ShortDigest);

    /// <summary>The part that an entry keeps at hand, so that walking the table does not fetch every session from memory.</summary>
    public static uint Short(in SessionDigest digest) => MemoryMarshal.Read<uint>(SessionDigest.Bytes(in digest));

    /// <summary>Bits for choosing a shard; independent of <see cref="Hash"/>.</summary>
    public static uint Shard(in SessionDigest digest) => MemoryMarshal.Read<uint>(SessionDigest.Bytes(in digest)[8..]);

    private static ulong Widen(uint part) => (ulong)part << 32;
}
