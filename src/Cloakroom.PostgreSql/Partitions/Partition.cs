using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>A partition of sessions, with its partition of data.</summary>
/// <param name="Name">The table, as it stands in statements.</param>
/// <param name="Ends">Its end, in milliseconds since 1970; 0 where it was detached and is waiting to be dropped.</param>
/// <param name="Bytes">Size of the table without its indexes.</param>
/// <param name="IsAttached">False when a process ended between detaching and dropping.</param>
/// <param name="IsPending">True when a process ended while detaching.</param>
internal sealed record Partition(string Name, long Ends, long Bytes, bool IsAttached, bool IsPending)
{
    public Partition? Data { get; private init; }

    public static async Task<List<Partition>> ListAsync(NpgsqlConnection connection, Names names)
    {
        const string Sql = """
            SELECT c.relname, coalesce(substring(pg_get_expr(c.relpartbound, c.oid) FROM '\d+')::int8, 0), pg_relation_size(c.oid),
                i.inhrelid IS NOT NULL, coalesce(i.inhdetachpending, false)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
            WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname ~ '^session(_data)?_\d+$' ORDER BY c.relname
            """;
        await using var command = new NpgsqlCommand(Sql, connection);
        Query<bool>.Add(command, [names.Bare]);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<(string Table, Partition Part)> all = await Rows.All(
            reader,
            r => (r.GetString(0), new Partition($"{names.Schema}.{r.GetString(0)}", r.GetInt64(1), r.GetInt64(2), r.GetBoolean(3), r.GetBoolean(4))));
        ILookup<string, Partition> byTable = all.ToLookup(p => p.Table, p => p.Part, StringComparer.Ordinal);
        return
        [
            .. from p in all
               where !p.Table.StartsWith("session_data_", StringComparison.Ordinal)
               orderby p.Part.Ends
               select p.Part with { Data = byTable[p.Table.Replace("session_", "session_data_", StringComparison.Ordinal)].FirstOrDefault() },
        ];
    }

    /// <summary>The statement that detaches it or brings a detaching to its end; null where it is detached.</summary>
    public string? Detach(string parent) =>
        IsAttached ? $"ALTER TABLE {parent} DETACH PARTITION {Name} {(IsPending ? "FINALIZE" : "CONCURRENTLY")}" : null;
}
