namespace Cloakroom.Redis;

/// <summary>The live sessions of one user, out of all fields of the user's hash.</summary>
internal sealed class UserSessions(UserPlace user, Places places)
{
    private readonly Dictionary<ulong, byte[]?[]> _fields = [];

    public IEnumerable<Session> Live => _fields.Select(f => Session(f.Key, f.Value)).OfType<Session>();

    /// <param name="reply">The answer to HGETALL.</param>
    public void Read(in Reply reply)
    {
        RespReader reader = reply.Read();
        reader.TryRead(out _);
        while (reader.TryRead(out RespValue field) && reader.TryRead(out RespValue value))
        {
            int piece = field.Bytes.Length switch
            {
                DigestParts.TagLength => 0,
                DigestParts.TagLength + 1 => field.Bytes[^1],
                _ => PackedRecord.Pieces,
            };
            if (piece >= PackedRecord.Pieces)
            {
                continue;
            }

            ulong tag = BitConverter.ToUInt64(field.Bytes);
            if (!_fields.TryGetValue(tag, out byte[]?[]? pieces))
            {
                _fields[tag] = pieces = new byte[]?[PackedRecord.Pieces];
            }

            pieces[piece] = value.Bytes.ToArray();
        }
    }

    private Session? Session(ulong tag, byte[]?[] pieces)
    {
        byte[] record = [.. pieces.SelectMany(p => p ?? [])];
        if (!PackedRecord.IsSession(record))
        {
            return null;
        }

        Span<byte> head = stackalloc byte[DigestParts.HeadLength];
        BitConverter.TryWriteBytes(head, tag);
        PackedRecord.Rest(record).CopyTo(head[DigestParts.TagLength..]);
        return PackedRecord.TryRead(record, DigestParts.Join(head, user.Place, places), out Session? session, out uint mark) && mark == user.Mark
            ? session : null;
    }
}
