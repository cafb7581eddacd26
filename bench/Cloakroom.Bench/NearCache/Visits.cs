using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cloakroom.Bench;

/// <summary>
/// A million requests that show sessions, in an order that <see cref="Shuffle"/> makes anew. The text of an ID is written a moment before it is shown, a few
/// at a time into one small buffer, and only what is then done with them is timed: a server too has just read it from a socket. Neither does a
/// look-up wait for its text, nor do the texts of all push what is looked at out of the caches of the processor.
/// </summary>
/// <param name="sessions">How many there are to be shown.</param>
/// <param name="next">Which one is next, below a limit.</param>
internal sealed class Visits(int sessions, Func<int, int> next)
{
    public const int Count = 1 << 20;

    // 11 kB of texts: less than the first cache of a core. Reading the clock twice for them is under a nanosecond each.
    private const int Batch = 128;

    private readonly int[] _order = new int[Count];

    /// <summary>The ID of a session, made of its number: none has to be looked up in memory.</summary>
    public static SessionId IdOf(int session)
    {
        Span<ulong> words = stackalloc ulong[SessionId.ByteLength / sizeof(ulong)];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Numbers.At(((ulong)session * (ulong)words.Length) + (ulong)i);
        }

        return SessionId.FromBytes(MemoryMarshal.AsBytes(words));
    }

    public void Shuffle()
    {
        foreach (ref int session in _order.AsSpan())
        {
            session = next(sessions);
        }
    }

    /// <summary>Shows them all.</summary>
    /// <param name="act">What is done with the texts of some, one behind the other.</param>
    /// <param name="from">Who comes first, so that two callers who walk at the same time do not go together.</param>
    /// <returns>What it took for all, in nanoseconds and bytes.</returns>
    public (double Nanoseconds, long Allocated) Time(Action<char[]> act, int from = 0)
    {
        char[] texts = new char[Batch * SessionId.EncodedLength];
        TimeSpan time = default;
        long allocated = 0;
        for (int at = 0; at < Count; at += Batch)
        {
            Write(texts, from + at);
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            act(texts);
            time += Stopwatch.GetElapsedTime(start);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return (time.TotalNanoseconds, allocated);
    }

    private void Write(char[] texts, int from)
    {
        for (int i = 0; i < Batch; i++)
        {
            SessionId id = IdOf(_order[(from + i) % Count]);
            Base64Url.EncodeToChars(SessionId.Bytes(in id), texts.AsSpan(i * SessionId.EncodedLength));
        }
    }
}
