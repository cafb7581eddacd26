using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Cloakroom.PostgreSql;
using Cloakroom.Redis;
using Cloakroom.Sqlite;
using Cloakroom.Tests.PostgreSql;
using Cloakroom.Tests.Redis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>What somebody who can write to a store would put in place of a record, hoping that a reader makes something of it.</summary>
internal static class HostileRecords
{
    // A key that ends in a brace holds the sessions of one user.
    private const string Overwrite =
        "local n = 0 for _, k in ipairs(redis.call('KEYS', '*}')) do for _, f in ipairs(redis.call('HKEYS', k)) do redis.call('HSET', k, f, ARGV[1]) n = n + 1 end end return n";

    public static IEnumerable<byte[]> All() =>
    [
        // BinaryFormatter: header, an assembly, a class.
        [0, 1, 0, 0, 0, 255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0, 12, 2, 0, 0, 0, .. "System"u8],
        // MessagePack: an extension that names a type.
        [0xC7, 0x40, 100, 0xD9, 0x3A, .. "System.Diagnostics.Process, System.Diagnostics.Process"u8],
        """{"$type":"System.Diagnostics.Process, System","user":{"id":"root","roles":["admin"]}}"""u8.ToArray(),
        new byte[1 << 20],
        Encoding.ASCII.GetBytes(new string('[', 100_000)),
        [1],
        [],
    ];

    /// <summary>Puts this in place of all records of sessions; gives how many there were.</summary>
    public static Task<int> ReplaceAsync(Ground ground, Grounds grounds, byte[] record) => (grounds.Redis, grounds.Postgres) switch
    {
        ({ } redis, _) => InRedisAsync(redis, ground, record),
        (_, { } postgres) => InPostgreSqlAsync(postgres, ground, record),
        _ => InSqliteAsync(Path.Combine(ground.Here.Folder, "cloakroom.db"), record),
    };

    /// <summary>How many records this node has refused.</summary>
    public static long Unreadable(Node node) => node.Services.GetRequiredService<ISessionStore>() switch
    {
        SqliteSessionStore sqlite => sqlite.Parts.Metrics.UnreadableRows,
        PostgreSqlSessionStore postgres => postgres.Parts.Metrics.UnreadableRows,
        RedisSessionStore redis => redis.Metrics.UnreadableRecords,
        var other => throw new InvalidOperationException($"{other} counts nothing."),
    };

    private static async Task<int> InSqliteAsync(string file, byte[] record)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "UPDATE cloakroom_session SET record = $record WHERE record <> $record";
        command.Parameters.AddWithValue("$record", record);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<int> InPostgreSqlAsync(PostgresProcess postgres, Ground ground, byte[] record)
    {
        await using NpgsqlConnection connection = await postgres.ConnectAsync(ground.Database);
        await using var command = new NpgsqlCommand("UPDATE cloakroom.session SET record = $1 WHERE record <> $1", connection) { Parameters = { new() { Value = record } } };
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<int> InRedisAsync(RedisProcess redis, Ground ground, byte[] record)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", redis.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync((byte[])[.. Command("SELECT"u8, Encoding.ASCII.GetBytes(ground.Database)), .. Command("EVAL"u8, Encoding.ASCII.GetBytes(Overwrite), [(byte)'0'], record)], TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.Equal("+OK", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        string count = await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        return int.Parse(count[1..], CultureInfo.InvariantCulture);
    }

    private static byte[] Command(ReadOnlySpan<byte> name, params ReadOnlySpan<byte[]> arguments)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.ASCII.GetBytes($"*{arguments.Length + 1}\r\n"));
        Add(bytes, name);
        foreach (byte[] argument in arguments)
        {
            Add(bytes, argument);
        }

        return bytes.ToArray();
    }

    private static void Add(MemoryStream bytes, ReadOnlySpan<byte> argument)
    {
        bytes.Write(Encoding.ASCII.GetBytes($"${argument.Length}\r\n"));
        bytes.Write(argument);
        bytes.Write("\r\n"u8);
    }
}
