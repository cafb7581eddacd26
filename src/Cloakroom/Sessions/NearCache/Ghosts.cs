namespace Cloakroom;

/// <summary>
/// Remembers which sessions were lately pushed out of the small queue, 4 bytes each. A fixed table in which a newcomer overwrites whoever
/// has the same place: the memory fades at the rate of evictions, as a queue would, without links. Being wrong costs a place in the wrong
/// queue. Guarded by the shard's lock.
/// </summary>
internal sealed class Ghosts
{
    private uint[] _places = [];

    public void Add(CachedSession entry, int resident)
    {
        // As many as there are entries (the paper: as many as the main queue holds); the table starts anew when that has changed a lot.
        if (_places.Length < resident / 2 || _places.Length > 4L * resident + 64)
        {
            _places = new uint[resident + 16];
        }

        (int place, uint tag) = PlaceOf(entry);
        _places[place] = tag;
    }

    /// <summary>Whether it is remembered; it is not any more afterwards.</summary>
    public bool Remove(CachedSession entry)
    {
        if (_places.Length == 0)
        {
            return false;
        }

        (int place, uint tag) = PlaceOf(entry);
        bool known = _places[place] == tag;
        _places[place] = known ? 0 : _places[place];
        return known;
    }

    private (int Place, uint Tag) PlaceOf(CachedSession entry)
    {
        Fingerprint fingerprint = entry.Fingerprint;
        return ((int)Math.BigMul(fingerprint.Hash, (ulong)_places.Length, out _), fingerprint.Stripe | 1);
    }
}
