namespace Cloakroom.Sqlite;

/// <summary>One of the tables that lead from a number to rows.</summary>
internal sealed class Lookup(Connection db, string table, string column)
{
    // Adding an entry that is there already changes nothing: the sweep may meet a session twice.
    private readonly Statement _add = db.Prepare($"INSERT OR IGNORE INTO {table}({column}, id) VALUES(?1, ?2)");
    private readonly Statement _remove = db.Prepare($"DELETE FROM {table} WHERE {column} = ?1 AND id = ?2");

    public void Add(long key, long id) => _add.Bind(1, key).Bind(2, id).Run();

    public void Remove(long key, long id) => _remove.Bind(1, key).Bind(2, id).Run();
}
