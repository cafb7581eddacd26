namespace Cloakroom;

/// <summary>
/// A live session as last read from the store. Whether it is still live is decided on every use, not here. Someone may hold on to it
/// after the cache has forgotten it; the next <see cref="NearCache"/> will not find it.
/// </summary>
internal sealed class CachedSession(Fingerprint fingerprint, Decision.Valid valid, ushort bytes)
{
    private const byte MostUses = 3;

    private Decision.Valid _valid = valid;
    private byte _uses;

    /// <summary>The current copy. Read it once per request: two reads may differ.</summary>
    public Decision.Valid Valid => Volatile.Read(ref _valid);

    /// <summary>
    /// Puts <paramref name="next"/> in place of <paramref name="seen"/>; of all who have seen the same copy, exactly one succeeds. For
    /// moving last-seen: whoever wins writes the touch to the store. Nothing else about the session may differ.
    /// </summary>
    /// <exception cref="ArgumentException">The two are not the same session.</exception>
    public bool TryReplace(Decision.Valid seen, Decision.Valid next)
    {
        if (next.Session.Digest != seen.Session.Digest)
        {
            throw new ArgumentException("An entry stays with its session.", nameof(next));
        }

        return ReferenceEquals(Interlocked.CompareExchange(ref _valid, next, seen), seen);
    }

    internal Fingerprint Fingerprint { get; } = fingerprint;

    internal uint ShortDigest { get; } = DigestKey.Short(valid.Session.Digest);

    /// <summary>Estimated memory, index and queues included.</summary>
    internal ushort Bytes { get; } = bytes;

    /// <summary>Where it stands; guarded by the shard's lock, like its neighbours.</summary>
    internal bool InMain { get; set; }

    internal CachedSession? Older { get; set; }

    internal CachedSession? Newer { get; set; }

    /// <summary>Uses since it was last considered for eviction, at most 3.</summary>
    internal byte Uses
    {
        get => _uses;
        set => _uses = value;
    }

    // Not atomic on purpose: a lost count is harmless, and an entry in steady use is only read, so cores do not fight for its line.
    internal void MarkUsed()
    {
        if (_uses < MostUses)
        {
            _uses++;
        }
    }
}
