using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>Ends one session, or all of a user.</summary>
internal sealed class Ending(Database database, Names names, StoreWatch watch)
{
    // Where the log is when the change is in it and its commit is not: a log that ends there has lost it.
    private const string Place = "(pg_current_wal_insert_lsn() - '0/0')::int8";

    private readonly string _delete = $"SELECT {names.Schema}.delete_session($1, $2, $3), {Place}";
    private readonly string _deleteUser = $"SELECT {names.Schema}.end_user($1, $2, $3::bytea, $4, $5::int8), {Place}";

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => database.AskAsync(
        new Query<Applied>(_delete, [database.Commit, change.Digest.ToArray(), (short)change.Why], async reader => (Applied)await ReadAsync<int>(reader, done => done == (int)Applied.Done)), cancellationToken);

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        database.AskAsync(
            new Query<IReadOnlyList<SessionDigest>>(
                _deleteUser,
                [
                    database.Commit, UserKey.Of(change.UserId), change.Except is { } except ? except.ToArray() : DBNull.Value, (short)change.Why,
                    change.At is { } at ? at.ToUnixTimeMilliseconds() : DBNull.Value,
                ],
                async reader => Array.ConvertAll(await ReadAsync<byte[][]>(reader, ended => ended.Length > 0), bytes => new SessionDigest(bytes))) { IsForNow = true },
            cancellationToken);

    private async ValueTask<T> ReadAsync<T>(NpgsqlDataReader reader, Func<T, bool> changed)
    {
        T answer = await Rows.One<T>(reader);
        if (changed(answer))
        {
            // Otherwise the place is that of somebody else's change, which need not be on the disk.
            watch.Needs(reader.GetInt64(1) + 1);
        }

        return answer;
    }
}
