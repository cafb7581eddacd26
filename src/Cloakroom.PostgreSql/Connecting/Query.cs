using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>One statement, which is one round trip and one transaction, and how its answer is read.</summary>
/// <param name="Sql">The statement, with <c>$1</c> for the first value.</param>
/// <param name="Values">Bytes, numbers and UUIDs; the driver prepares each statement once per connection.</param>
/// <param name="Read">Reads the answer, whole, while the connection is held.</param>
/// <param name="IsRead">Whether it can be asked again when the connection is lost halfway.</param>
internal sealed record Query<T>(string Sql, object[] Values, Func<NpgsqlDataReader, ValueTask<T>> Read, bool IsRead = false)
{
    /// <summary>
    /// Whether it may only be carried out while somebody waits for it. What a network or a server that stands still holds back is carried out
    /// when it goes on, and the sessions that such a statement ends may have begun since.
    /// </summary>
    public bool IsForNow { get; init; }

    public async Task<T> RunAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        Add(command, Values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        return await Read(reader);
    }

    public static void Add(NpgsqlCommand command, object[] values)
    {
        foreach (object value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }
    }
}

/// <summary>Ways to read an answer.</summary>
internal static class Rows
{
    /// <summary>The first column of the one row.</summary>
    public static async ValueTask<T> One<T>(NpgsqlDataReader reader)
    {
        await reader.ReadAsync();
        return await reader.GetFieldValueAsync<T>(0);
    }

    /// <summary>One value for each row.</summary>
    public static async ValueTask<List<T>> All<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
