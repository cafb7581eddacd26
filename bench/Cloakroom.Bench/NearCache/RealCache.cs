using System.Runtime.InteropServices;

namespace Cloakroom.Bench;

/// <summary>The near cache itself, asked for numbered sessions.</summary>
internal sealed class RealCache(long capacityBytes) : IPolicy
{
    private readonly NearCache _cache = new(capacityBytes);
    private readonly SampleSessions _store = new();

    public bool Use(int item)
    {
        SessionId id = Number(item);
        if (_cache.TryGet(in id, out _))
        {
            return true;
        }

        ValueTask<StoredSession> load = _cache.LoadAsync(id, id.Digest(), _store, keep: true, CancellationToken.None);
        return load.IsCompleted ? false : throw new InvalidOperationException("The sample store answers at once.");
    }

    private static SessionId Number(int item)
    {
        Span<byte> bytes = stackalloc byte[SessionId.ByteLength];
        bytes.Clear();
        MemoryMarshal.Write(bytes, item);
        return SessionId.TryParse(System.Buffers.Text.Base64Url.EncodeToString(bytes), out SessionId id) ? id : throw new InvalidOperationException("Not an ID.");
    }
}
