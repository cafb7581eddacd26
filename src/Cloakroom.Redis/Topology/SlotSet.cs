namespace Cloakroom.Redis;

/// <summary>A set of slots, in 2 KiB.</summary>
internal sealed class SlotSet
{
    private const int Bits = 64;
    private readonly ulong[] _words = new ulong[HashSlot.Count / Bits];

    public bool IsFull => Array.TrueForAll(_words, w => w == ulong.MaxValue);

    public bool Contains(int slot) => (_words[slot / Bits] >> (slot % Bits) & 1) == 1;

    public void Add(SlotRange range)
    {
        for (int slot = range.First; slot <= range.Last; slot++)
        {
            _words[slot / Bits] |= 1UL << (slot % Bits);
        }
    }

    /// <summary>Adds all of the other; false when some were here already.</summary>
    public bool AddNew(SlotSet other)
    {
        bool isNew = true;
        for (int i = 0; i < _words.Length; i++)
        {
            isNew &= (_words[i] & other._words[i]) == 0;
            _words[i] |= other._words[i];
        }

        return isNew;
    }
}
