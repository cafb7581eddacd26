namespace Cloakroom;

/// <summary>
/// A live session as last read from the store. Whether it is still live is decided on every use, not here. Someone may hold on to it
/// after the cache has forgotten it; the next <see cref="NearCache"/> will not find it.
/// </summary>
internal sealed class CachedSession(Fingerprint fingerprint, Decision.Valid valid, ushort bytes)
{
    private const byte MostUses = 3;
    private const int SettledUnit = 2000;

    private Decision.Valid _valid = valid;
    private uint _settled;
    private byte _uses;

    /// <summary>The current copy. Read it once per request: two reads may differ.</summary>
    public Decision.Valid Valid => Volatile.Read(ref _valid);

    /// <summary>
    /// Whether nothing but <see cref="Valid"/> can come of it at this time: then the record itself, further off in memory, need not be
    /// looked at. False says nothing.
    /// </summary>
    /// <param name="milliseconds">The time now, since 1970.</param>
    /// <param name="byToken">How the session was shown.</param>
    public bool IsSettled(long milliseconds, bool byToken) =>
        Volatile.Read(ref _settled) is var settled && milliseconds / SettledUnit < settled >> 1 && (settled & 1) == (byToken ? 1 : 0);

    /// <summary>
    /// The record was looked at: shown in this way, it is live and needs no touch before that time (rounded down). What another copy replaces it with is
    /// so for longer, so this stays true.
    /// </summary>
    public void Settle(long untilMilliseconds, bool byToken) =>
        // Two seconds are a unit, rounded down, and the lowest bit is the way: with this an entry is one line of memory, with 8 bytes two.
        Volatile.Write(ref _settled, ((uint)Math.Clamp(untilMilliseconds / SettledUnit, 0, int.MaxValue) << 1) | (byToken ? 1u : 0));

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
