using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>Ends one session, or all of a user.</summary>
internal sealed class Ending(Database database, Names names)
{
    private readonly string _delete = $"SELECT {names.Schema}.delete_session($1, $2, $3)";
    private readonly string _deleteUser = $"SELECT {names.Schema}.end_user($1, $2, $3::bytea, $4, $5::int8)";

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => database.AskAsync(
        new Query<Applied>(_delete, [database.Commit, change.Digest.ToArray(), (short)change.Why], Changing.Answer), cancellationToken);

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        database.AskAsync(
            new Query<IReadOnlyList<SessionDigest>>(
                _deleteUser,
                [
                    database.Commit, UserKey.Of(change.UserId), change.Except is { } except ? except.ToArray() : DBNull.Value, (short)change.Why,
                    change.At is { } at ? at.ToUnixTimeMilliseconds() : DBNull.Value,
                ],
                ReadAsync),
            cancellationToken);

    private static async ValueTask<IReadOnlyList<SessionDigest>> ReadAsync(NpgsqlDataReader reader) =>
        Array.ConvertAll(await Rows.One<byte[][]>(reader), bytes => new SessionDigest(bytes));
}
