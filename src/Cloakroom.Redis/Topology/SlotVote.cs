using System.Runtime.InteropServices;

namespace Cloakroom.Redis;

/// <summary>
/// Who has a slot by the word of several nodes, which need not agree while something changes: the majority, found in one pass
/// (Boyer and Moore 1981). A wrong guess costs one redirection.
/// </summary>
internal sealed class SlotVote
{
    private readonly Candidate[] _slots = new Candidate[HashSlot.Count];

    public bool IsComplete => Array.TrueForAll(_slots, c => c.Host is not null);

    public void Count(IEnumerable<SlotRange> ranges)
    {
        foreach (SlotRange range in ranges)
        {
            for (int slot = range.First; slot <= range.Last; slot++)
            {
                Candidate held = _slots[slot];
                bool agrees = held.Port == range.Port && held.Host == range.Host;
                _slots[slot] = held.Votes == 0 ? new(range.Host, range.Port, 1) : held with { Votes = held.Votes + (agrees ? 1 : -1) };
            }
        }
    }

    /// <summary>Null where nobody knew.</summary>
    public (string Host, int Port)? this[int slot] => _slots[slot] is { Host: { } host, Port: var port } ? (host, port) : null;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Candidate(string? Host, int Port, int Votes);
}
