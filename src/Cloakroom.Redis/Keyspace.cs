using System.Buffers.Text;

namespace Cloakroom.Redis;

/// <summary>The names of keys. What belongs to one user has one hash tag, the part in braces, and so lies in one slot of a cluster.</summary>
internal sealed class Keyspace(string prefix)
{
    /// <summary>Where changes are told.</summary>
    public string Channel { get; } = $"{prefix}:changes";

    /// <summary>The key of <see cref="Places"/>.</summary>
    public string Places { get; } = $"{prefix}:places";

    public string Pattern { get; } = $"{prefix}:{{???????????}}";

    public string Sessions(Place place) => $"{prefix}:{{{place}}}";

    public string Data(Place place) => $"{prefix}:{{{place}}}:data";

    public string Ring(string ring) => $"{prefix}:keys:{ring}";

    /// <summary>The place in the name of a key of sessions.</summary>
    public bool TryParse(ReadOnlySpan<byte> key, out Place place)
    {
        place = default;
        Span<byte> bytes = stackalloc byte[Place.Length];
        int start = prefix.Length + 2;
        if (key.Length != start + 12 || Base64Url.DecodeFromUtf8(key[start..^1], bytes, out _, out int written) != System.Buffers.OperationStatus.Done
            || written != Place.Length)
        {
            return false;
        }

        place = new Place(BitConverter.ToUInt64(bytes));
        return true;
    }
}
