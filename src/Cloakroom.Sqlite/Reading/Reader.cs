namespace Cloakroom.Sqlite;

/// <summary>A connection for questions, with its statements. Not blocked by the writer.</summary>
internal sealed class Reader : IDisposable
{
    private readonly Connection _db;
    private readonly SessionQuery _sessions;
    private readonly Statement _data;
    private readonly Statement _keys;

    public Reader(Connection db, StoreMetrics metrics)
    {
        _db = db;
        _sessions = new SessionQuery(db, metrics);
        // One statement, so that session and value are of one moment.
        _data = db.Prepare("""
            SELECT s.record, v.version, v.value FROM cloakroom_by_digest d
            JOIN cloakroom_session s ON s.id = d.id JOIN cloakroom_data v ON v.session = s.id AND v.key = ?2
            WHERE d.key = ?1
            """);
        _keys = db.Prepare("SELECT name, bytes FROM cloakroom_key WHERE ring = ?1 ORDER BY name");
    }

    public StoredSession Find(SessionDigest digest)
    {
        Found found = _sessions.Find(digest);
        return new StoredSession(found.Session, found.Ended);
    }

    public IReadOnlyList<Session> List(string userId) =>
        [.. _sessions.OfUser(userId).OrderByDescending(s => s.Session.LastSeenAt).ThenByDescending(s => s.Id).Select(s => s.Session)];

    public DataItem? Data(SessionDigest digest, byte[] key)
    {
        _data.Bind(1, LookupKey.Of(digest)).Bind(2, key);
        try
        {
            while (_data.Step())
            {
                if (SessionRow.TryRead(_data.Blob(0), out Session? session) && session.Digest == digest)
                {
                    return new DataItem(_data.Blob(2).ToArray(), _data.Number(1));
                }
            }

            return null;
        }
        finally
        {
            _data.Reset();
        }
    }

    public IReadOnlyList<KeyMaterial> KeyRing(string ring)
    {
        var materials = new List<KeyMaterial>();
        _keys.Bind(1, ring);
        try
        {
            while (_keys.Step())
            {
                materials.Add(new KeyMaterial(_keys.Text(0), _keys.Blob(1).ToArray()));
            }
        }
        finally
        {
            _keys.Reset();
        }

        return materials;
    }

    public void Dispose() => _db.Dispose();
}
