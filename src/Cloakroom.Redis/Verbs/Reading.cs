namespace Cloakroom.Redis;

/// <summary>Finds and lists sessions: plain commands, no scripts.</summary>
internal static class Reading
{
    public static ValueTask<StoredSession> FindAsync(Parts parts, SessionDigest digest, CancellationToken cancellationToken)
    {
        Span<byte> room = stackalloc byte[SessionDigest.ByteLength], field = stackalloc byte[DigestParts.TagLength + 1];
        var split = new DigestParts(room, digest);
        split.Tag.CopyTo(field);
        var writer = new RespWriter(stackalloc byte[256]);
        writer.Command(2 + PackedRecord.Pieces);
        writer.Add("HMGET"u8);
        string key = parts.Keys.Sessions(parts.Places.Of(split));
        writer.Add(key);
        writer.Add(split.Tag);
        for (byte piece = 1; piece < PackedRecord.Pieces; piece++)
        {
            field[^1] = piece;
            writer.Add(field);
        }

        ValueTask<Reply> call = parts.Redis.CallAsync(key, writer.Written, cancellationToken);
        writer.Dispose();
        return ReadAsync(call, digest, parts);
    }

    /// <summary>Most recently seen first.</summary>
    public static async ValueTask<IReadOnlyList<Session>> ListAsync(Parts parts, string userId, CancellationToken cancellationToken)
    {
        Places places = parts.Places;
        UserPlace user = places.Of(userId);
        string key = parts.Keys.Sessions(user.Place);
        using Reply reply = await parts.Redis.CallAsync(key, Command.Of("HGETALL", key), cancellationToken);
        if (reply.IsError)
        {
            throw Throw.Refused(reply.Error);
        }

        var sessions = new UserSessions(user, places);
        sessions.Read(reply);
        return [.. sessions.Live.Where(s => string.Equals(s.UserId, userId, StringComparison.Ordinal)).OrderByDescending(s => s.LastSeenAt)];
    }

    private static async ValueTask<StoredSession> ReadAsync(ValueTask<Reply> call, SessionDigest digest, Parts parts)
    {
        using Reply reply = await call;
        if (reply.IsError)
        {
            throw Throw.Refused(reply.Error);
        }

        if (Read(reply, digest, parts.Places) is { } read)
        {
            return read;
        }

        // What cannot be read is absent, never an error and never somebody else (invariant 2).
        parts.Metrics.Unreadable();
        return StoredSession.Absent;
    }

    // Null when there is something that cannot be read.
    private static StoredSession? Read(in Reply reply, SessionDigest digest, Places places)
    {
        RespReader reader = reply.Read();
        if (!reader.TryRead(out RespValue list) || list.Kind != RespKind.List || !reader.TryRead(out RespValue first) || first.Kind != RespKind.Bytes)
        {
            return StoredSession.Absent;
        }

        Span<byte> room = stackalloc byte[SessionDigest.ByteLength], record = stackalloc byte[PackedRecord.PieceLength * PackedRecord.Pieces];
        var parts = new DigestParts(room, digest);
        if (PackedRecord.TryReadTombstone(first.Bytes, parts, out EndReason why))
        {
            return new StoredSession(null, why);
        }

        if (!PackedRecord.IsSession(first.Bytes) || !PackedRecord.Rest(first.Bytes).SequenceEqual(parts.Rest))
        {
            return null;
        }

        scoped ReadOnlySpan<byte> whole = first.Bytes;
        if (whole.Length == PackedRecord.PieceLength)
        {
            whole.CopyTo(record);
            int length = whole.Length;
            while (reader.TryRead(out RespValue piece) && piece.Kind == RespKind.Bytes && piece.Bytes.Length <= PackedRecord.PieceLength)
            {
                piece.Bytes.CopyTo(record[length..]);
                length += piece.Bytes.Length;
            }

            whole = record[..length];
        }

        // The pieces of a record are joined by nothing else: with one of somebody else's it would have their name.
        return PackedRecord.TryRead(whole, digest, out Session? session, out uint mark) && session is not null
            && places.Of(session.UserId) == new UserPlace(places.Of(parts), mark) ? new StoredSession(session, null) : null;
    }
}
