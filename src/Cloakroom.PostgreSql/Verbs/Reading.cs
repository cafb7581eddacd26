using System.Buffers.Binary;
using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>Find and list. Every record is asked whose it is (invariant 2): one that is damaged or belongs elsewhere is never returned.</summary>
internal sealed class Reading(Database database, Names names, StoreMetrics metrics)
{
    private readonly string _find = $"SELECT record, last_seen, ended FROM {names.Schema}.session WHERE digest = $1";
    private readonly string _list = $"SELECT record, last_seen FROM {names.Schema}.session WHERE user_key = $1 AND ended = 0";

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        database.AskAsync(
            new Query<StoredSession>(_find, [digest.ToArray()], reader => ReadAsync(reader, digest), IsRead: true), cancellationToken);

    public async ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        List<Session?> all = await database.AskAsync(
            new Query<List<Session?>>(
                _list, [UserKey.Of(userId)], reader => Rows.All(reader, r => Record(r.GetFieldValue<byte[]>(0), r.GetInt64(1))), IsRead: true),
            cancellationToken);
        return [.. all.OfType<Session>().Where(s => string.Equals(s.UserId, userId, StringComparison.Ordinal)).OrderByDescending(s => s.LastSeenAt)];
    }

    private async ValueTask<StoredSession> ReadAsync(NpgsqlDataReader reader, SessionDigest digest)
    {
        if (!await reader.ReadAsync())
        {
            return StoredSession.Absent;
        }

        if (reader.GetInt16(2) is not Tombstone.Live and var why)
        {
            return new StoredSession(null, Tombstone.Reason(why));
        }

        Session? session = Record(reader.GetFieldValue<byte[]>(0), reader.GetInt64(1));
        if (session is not null && session.Digest != digest)
        {
            metrics.Unreadable();
            return StoredSession.Absent;
        }

        return session is null ? StoredSession.Absent : new StoredSession(session, null);
    }

    /// <summary>The bytes as they were written, with the last use of the column, which touches move.</summary>
    private Session? Record(byte[] bytes, long lastSeen)
    {
        if (bytes.Length >= SessionFormat.LastSeenOffset + sizeof(long))
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(SessionFormat.LastSeenOffset), lastSeen);
        }

        if (SessionFormat.TryRead(bytes, out Session? session))
        {
            return session;
        }

        metrics.Unreadable();
        return null;
    }
}
