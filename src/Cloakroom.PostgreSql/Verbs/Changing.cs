using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>Create, replace and update: one function of the schema each, in one round trip.</summary>
internal sealed class Changing(Database database, Names names, PartitionMaker partitions)
{
    private readonly string _create = $"SELECT * FROM {names.Schema}.create_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    private readonly string _replace = $"SELECT {names.Schema}.replace_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    private readonly string _update = $"SELECT {names.Schema}.update_session($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken)
    {
        int limit = change.LimitPerUser >= 1 ? change.LimitPerUser : throw new ArgumentException("The limit per user is at least 1.", nameof(change));
        return WriteAsync(
            change.Session,
            new Query<CreateOutcome>(
                _create,
                [database.Commit, .. Columns(change.Session, change.Session.Version), change.Session.AuthenticatedAt.ToUnixTimeMilliseconds(), limit],
                ReadAsync),
            cancellationToken);
    }

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) => WriteAsync(
        change.Session,
        new Query<Applied>(_replace, [database.Commit, change.Old.ToArray(), .. Columns(change.Session, change.Session.Version)], Answer),
        cancellationToken);

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken)
    {
        Session next = change.Session with { Version = checked(change.Session.Version + 1) };
        return WriteAsync(
            next, new Query<Applied>(_update, [database.Commit, .. Columns(next, change.Session.Version)], Answer), cancellationToken);
    }

    public static async ValueTask<Applied> Answer(NpgsqlDataReader reader) =>
        (Applied)await Rows.One<int>(reader);

    private async ValueTask<T> WriteAsync<T>(Session session, Query<T> query, CancellationToken cancellationToken)
    {
        long ends = Lifetime.PartitionOf(session);
        await partitions.EnsureAsync(ends, session, cancellationToken);
        try
        {
            return await database.AskAsync(query, cancellationToken);
        }
        catch (PostgresException failure) when (Fault.IsWithoutPartition(failure))
        {
            partitions.Doubt(ends);
            await partitions.EnsureAsync(ends, session, cancellationToken);
        }

        try
        {
            return await database.AskAsync(query, cancellationToken);
        }
        catch (PostgresException failure) when (Fault.IsWithoutPartition(failure))
        {
            throw Throw.Unavailable(failure);
        }
    }

    // In the order in which the three functions take them.
    private static object[] Columns(Session session, int version) =>
    [
        UserKey.Of(session.UserId), session.Digest.ToArray(), Lifetime.PartitionOf(session), session.ExpiresAt.ToUnixTimeMilliseconds(),
        session.LastSeenAt.ToUnixTimeMilliseconds(), (long)session.IdleTimeout.TotalMilliseconds, version, SessionFormat.Write(session),
    ];

    private static async ValueTask<CreateOutcome> ReadAsync(NpgsqlDataReader reader)
    {
        await reader.ReadAsync();
        return new((Applied)reader.GetInt32(0), Array.ConvertAll(reader.GetFieldValue<byte[][]>(1), bytes => new SessionDigest(bytes)));
    }
}
