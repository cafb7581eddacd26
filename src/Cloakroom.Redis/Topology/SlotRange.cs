using System.Text;

namespace Cloakroom.Redis;

/// <summary>Slots that one master has, as a node of the cluster tells it.</summary>
/// <param name="First">The first slot.</param>
/// <param name="Last">The last slot, included.</param>
/// <param name="Host">Where the master is.</param>
/// <param name="Port">Where the master is.</param>
internal sealed record SlotRange(int First, int Last, string Host, int Port)
{
    public static readonly byte[] Question = Command.Of("CLUSTER", "SLOTS");

    /// <summary>Reads the answer to CLUSTER SLOTS: a list of [first, last, [host, port, …] of the master, those of its replicas…].</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="asked">The host that gave it; nodes that do not know their own address leave it empty.</param>
    /// <exception cref="StoreUnavailableException">It is something else.</exception>
    public static List<SlotRange> In(in Reply reply, string asked)
    {
        var ranges = new List<SlotRange>();
        RespReader reader = reply.Read();
        if (reply.IsError || !reader.TryRead(out RespValue all) || all.Kind != RespKind.List)
        {
            throw Throw.Refused(reply.Error);
        }

        for (long left = all.Number; left > 0; left--)
        {
            if (!reader.TryRead(out RespValue range) || !reader.TryRead(out RespValue first) || !reader.TryRead(out RespValue last)
                || !reader.TryRead(out RespValue master) || !reader.TryRead(out RespValue host) || !reader.TryRead(out RespValue port)
                || first.Number is < 0 or >= HashSlot.Count || last.Number is < 0 or >= HashSlot.Count)
            {
                throw Throw.Malformed();
            }

            ranges.Add(new((int)first.Number, (int)last.Number, host.Bytes.Length > 0 ? Encoding.UTF8.GetString(host.Bytes) : asked, (int)port.Number));
            Skip(ref reader, master.Number - 2 + range.Number - 3);
        }

        return ranges;
    }

    private static void Skip(ref RespReader reader, long values)
    {
        for (; values > 0 && reader.TryRead(out RespValue value); values--)
        {
            values += value.Kind == RespKind.List ? value.Number : 0;
        }
    }
}
