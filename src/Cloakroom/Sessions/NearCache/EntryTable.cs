namespace Cloakroom;

/// <summary>
/// An open-addressing hash table of entries with linear probing. Reads take no lock and may run beside a writer; writers must exclude
/// each other. A byte of the hash lies beside each reference, so that a probe fetches no entry from memory but the right one: with a
/// million sessions that is the dearest step. It takes 9 bytes a slot, 11 to 13 an entry.
/// </summary>
/// <remarks>
/// What a read beside a writer can see: every answer is an entry of that key that was in the table at some moment of the read, because
/// the key is compared on the entry itself and never changes. While an entry moves to a nearer slot, a reader that has passed that slot
/// can miss it; a false miss costs a look under the lock, never a wrong answer.
/// </remarks>
internal sealed class EntryTable<TKey>
    where TKey : struct, IEntryKey<TKey>
{
    private const byte Free = 0;

    private Slots _slots = new(16);
    private int _count;

    public CachedSession? Find(in TKey key)
    {
        Slots slots = Volatile.Read(ref _slots);
        ulong hash = key.Hash;
        byte tag = TagOf(hash);
        int at = slots.Home(hash);

        // Bounded, because beside a writer the free slot that ends every probe may keep moving on ahead of the reader.
        for (int probes = 0; probes < slots.Length; probes++)
        {
            // Both are asked of memory at once: a million sessions are more than the processor's caches hold, and neither need wait for the other.
            CachedSession? entry = Volatile.Read(ref slots.Entries[at]);
            byte seen = Volatile.Read(ref slots.Tags[at]);
            if (seen == tag && entry is not null && key.Names(entry))
            {
                return entry;
            }

            if (seen == Free)
            {
                return null;
            }

            at = slots.Next(at);
        }

        return null;
    }

    /// <summary>Adds an entry whose key is not in the table.</summary>
    public void Add(CachedSession entry)
    {
        if (5L * (_count + 1) > 4L * _slots.Length)
        {
            // By an eighth: doubling would leave the table up to 2.5 times as large as its entries need.
            Slots larger = new(checked(_slots.Length + (_slots.Length / 8)));
            foreach (CachedSession? old in _slots.Entries)
            {
                if (old is not null)
                {
                    Place(larger, old);
                }
            }

            Volatile.Write(ref _slots, larger);
        }

        Place(_slots, entry);
        _count++;
    }

    /// <summary>Removes this very entry; does nothing if it is not there.</summary>
    public void Remove(CachedSession entry)
    {
        Slots slots = _slots;
        int hole = slots.Home(TKey.HashOf(entry));
        while (!ReferenceEquals(slots.Entries[hole], entry))
        {
            if (slots.Entries[hole] is null)
            {
                return;
            }

            hole = slots.Next(hole);
        }

        // Close the gap (Knuth, The Art of Computer Programming 3, 6.4, algorithm R): no tombstones, so the table never needs cleaning.
        for (int at = slots.Next(hole); slots.Entries[at] is { } other; at = slots.Next(at))
        {
            if (slots.Distance(slots.Home(TKey.HashOf(other)), at) >= slots.Distance(hole, at))
            {
                slots.Set(hole, other, slots.Tags[at]);
                hole = at;
            }
        }

        slots.Set(hole, null, Free);
        _count--;
    }

    public void Clear()
    {
        Volatile.Write(ref _slots, new Slots(16));
        _count = 0;
    }

    private static void Place(Slots slots, CachedSession entry)
    {
        ulong hash = TKey.HashOf(entry);
        int at = slots.Home(hash);
        while (slots.Entries[at] is not null)
        {
            at = slots.Next(at);
        }

        slots.Set(at, entry, TagOf(hash));
    }

    // Other bits than those that choose the slot. Zero says that a slot is free.
    private static byte TagOf(ulong hash) => (byte)(hash >> 32) is var tag && tag == Free ? (byte)1 : tag;

    private sealed class Slots(int length)
    {
        public readonly byte[] Tags = new byte[length];
        public readonly CachedSession?[] Entries = new CachedSession?[length];

        public int Length => Entries.Length;

        // floor(hash · length / 2^64): uniform for any length, without a division.
        public int Home(ulong hash) => (int)Math.BigMul(hash, (ulong)Length, out _);

        public int Next(int at) => at + 1 == Length ? 0 : at + 1;

        public int Distance(int from, int to) => to >= from ? to - from : to - from + Length;

        public void Set(int at, CachedSession? entry, byte tag)
        {
            Volatile.Write(ref Entries[at], entry);
            Volatile.Write(ref Tags[at], tag);
        }
    }
}
