using System.Buffers;

namespace Cloakroom.Redis;

/// <summary>
/// Replies which say that this server is the wrong one for now: it has become a replica, or has not loaded its data. Asking again here is
/// pointless; the connection is given up, and the next is made to whoever is the master then.
/// </summary>
internal static class Demotion
{
    private const int Longest = 11;

    /// <summary>Why to give up; null when the reply says nothing of the kind.</summary>
    public static StoreUnavailableException? In(in ReadOnlySequence<byte> frame)
    {
        if (frame.FirstSpan[0] != '-')
        {
            return null;
        }

        Span<byte> room = stackalloc byte[Longest];
        ReadOnlySequence<byte> start = frame.Slice(0, Math.Min(Longest, frame.Length));
        start.CopyTo(room);
        return room.StartsWith("-READONLY "u8) ? Throw.Refused("READONLY")
            : room.StartsWith("-MASTERDOWN"u8) ? Throw.Refused("MASTERDOWN")
            : room.StartsWith("-LOADING "u8) ? Throw.Refused("LOADING")
            : null;
    }
}
