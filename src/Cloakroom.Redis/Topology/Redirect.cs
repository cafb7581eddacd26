using System.Globalization;

namespace Cloakroom.Redis;

/// <summary>The word of a cluster node that a slot is elsewhere: <c>MOVED 3999 127.0.0.1:6381</c>, or <c>ASK</c> for this one call.</summary>
/// <param name="IsAsk">Whether it holds for one call only, because the slot is on its way.</param>
/// <param name="Slot">Which slot.</param>
/// <param name="Host">Where it is; empty for the host that was asked.</param>
/// <param name="Port">Where it is.</param>
internal sealed record Redirect(bool IsAsk, int Slot, string Host, int Port)
{
    /// <summary>Null when the reply is something else.</summary>
    public static Redirect? In(in Reply reply)
    {
        if (!reply.IsError)
        {
            return null;
        }

        string[] words = reply.Error.Split(' ');
        if (words.Length != 3 || words[0] is not ("MOVED" or "ASK") || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int slot)
            || slot >= HashSlot.Count)
        {
            return null;
        }

        // The last colon: an IPv6 address has others.
        int colon = words[2].LastIndexOf(':');
        return int.TryParse(words[2].AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? new Redirect(words[0] == "ASK", slot, words[2][..Math.Max(colon, 0)], port)
            : null;
    }
}
