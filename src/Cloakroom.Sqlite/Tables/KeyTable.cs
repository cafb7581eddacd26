namespace Cloakroom.Sqlite;

/// <summary>Key material of the program.</summary>
internal sealed class KeyTable(Connection db)
{
    private readonly Statement _add = db.Prepare("INSERT OR IGNORE INTO cloakroom_key(ring, name, bytes) VALUES(?1, ?2, ?3)");
    private readonly Statement _remove = db.Prepare("DELETE FROM cloakroom_key WHERE ring = ?1 AND name = ?2");

    public Applied Add(string ring, KeyMaterial material) =>
        _add.Bind(1, ring).Bind(2, material.Name).Bind(3, material.Bytes.Span).Run() > 0 ? Applied.Done : Applied.Exists;

    public Applied Remove(string ring, string name) =>
        _remove.Bind(1, ring).Bind(2, name).Run() > 0 ? Applied.Done : Applied.Absent;
}
