namespace Cloakroom;

/// <summary>
/// The near cache's own name for a session ID: 128 bits that mean nothing outside this process. Made by <see cref="Fingerprinter"/>.
/// </summary>
internal readonly struct Fingerprint(ulong first, ulong second) : IEntryKey<Fingerprint>
{
    private readonly ulong _first = first, _second = second;

    /// <summary>Bits for choosing a stripe; independent of <see cref="Hash"/>, which chooses the place in it.</summary>
    public uint Stripe => (uint)_second;

    public ulong Hash => _first;

    public static ulong HashOf(CachedSession entry) => entry.Fingerprint._first;

    // One branch for all 128 bits: how many of them agree does not show in the time it takes.
    public bool Names(CachedSession entry) =>
        ((entry.Fingerprint._first ^ _first) | (entry.Fingerprint._second ^ _second)) == 0;
}
