using System.Text;
using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>The data of sessions.</summary>
internal sealed class SessionValues(Database database, Names names)
{
    // Strict: two keys must not become one because an invalid character was replaced.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _read = $"""
        SELECT d.value, d.version FROM {names.Schema}.session s JOIN {names.Schema}.session_data d ON d.digest = s.digest AND d.ends = s.ends
        WHERE s.digest = $1 AND s.ended = 0 AND d.key = $2
        """;

    private readonly string _write = $"SELECT * FROM {names.Schema}.write_data($1, $2, $3, $4::bytea, $5, $6)";

    public async ValueTask<DataItem?> ReadAsync(SessionDigest digest, string key, CancellationToken cancellationToken) =>
        await database.AskAsync(new Query<DataItem?>(_read, [digest.ToArray(), Key(key)], ItemAsync, IsRead: true), cancellationToken);

    public async ValueTask<DataOutcome> WriteAsync(DataWrite write, CancellationToken cancellationToken)
    {
        byte[] key = Key(write.Key);
        if (write.Value is { Length: > ISessionDataStore.MaxBytes } value)
        {
            // Not worth sending; a byte more than fits says the same.
            write = write with { Value = value[..(ISessionDataStore.MaxBytes + 1)] };
        }

        return await database.AskAsync(
            new Query<DataOutcome>(
                _write,
                [
                    database.Commit, write.Digest.ToArray(), key, write.Value is { } bytes ? bytes.ToArray() : DBNull.Value, write.Condition.Wanted,
                    (long)ISessionDataStore.MaxBytes,
                ],
                OutcomeAsync),
            cancellationToken);
    }

    private static byte[] Key(string key)
    {
        byte[] bytes = Utf8.GetBytes(key);
        return bytes.Length is > 0 and <= ISessionDataStore.MaxKeyBytes
            ? bytes
            : throw new ArgumentException($"A key has 1 to {ISessionDataStore.MaxKeyBytes} UTF-8 bytes; this one has {bytes.Length}.", nameof(key));
    }

    private static async ValueTask<DataItem?> ItemAsync(NpgsqlDataReader reader) =>
        await reader.ReadAsync() ? new DataItem(reader.GetFieldValue<byte[]>(0), reader.GetInt64(1)) : null;

    private static async ValueTask<DataOutcome> OutcomeAsync(NpgsqlDataReader reader)
    {
        await reader.ReadAsync();
        return new((DataResult)reader.GetInt32(0), reader.GetInt64(1));
    }
}
