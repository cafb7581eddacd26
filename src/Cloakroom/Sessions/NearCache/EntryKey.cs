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
    private readonly SessionDigest _digest = digest;

    public ulong Hash => Bits(in _digest);

    public bool Names(CachedSession entry) => entry.Valid.Session.Digest == _digest;

    // Fetches the record from memory. That is dear, and only for those who add and remove; 4 bytes of it in each entry would be dearer.
    public static ulong HashOf(CachedSession entry) => Bits(entry.Valid.Session.Digest);

    /// <summary>Bits for choosing a shard; independent of <see cref="Hash"/>.</summary>
    public static uint Shard(in SessionDigest digest) => MemoryMarshal.Read<uint>(SessionDigest.Bytes(in digest)[8..]);

    private static ulong Bits(in SessionDigest digest) => MemoryMarshal.Read<ulong>(SessionDigest.Bytes(in digest));
}
