using System.Data.Common;
using System.Security.Cryptography;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Mail;

/// <summary>
/// The table of what is to be said. It is in the database of the accounts: a restart loses nothing, and of several nodes one sends each letter,
/// because a row is taken in one step. A node that stops after sending and before it can say so sends again; never is a letter lost.
/// </summary>
internal sealed class Outbox(AccountsDatabase database, TimeProvider time)
{
    /// <summary>More than this is not kept waiting: an attacker who invents addresses must not fill the disk.</summary>
    public const int MaxWaiting = 10_000;

    // Longer than the slowest attempt.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Adds a letter; false when too many wait.</summary>
    public bool TryAdd(Letter letter)
    {
        using DbConnection connection = database.OpenQuick();
        return TryAdd(connection, letter);
    }

    /// <summary>The same within a transaction of the caller.</summary>
    public bool TryAdd(DbConnection connection, Letter letter)
    {
        if (connection.Scalar("SELECT count(*) FROM (SELECT 1 FROM mail_outbox LIMIT $1) AS waiting", (long)MaxWaiting) is >= (long)MaxWaiting)
        {
            return false;
        }

        long now = Now();
        connection.Run(
            "INSERT INTO mail_outbox (id, kind, address, account, payload, language, created, due, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0)",
            RandomNumberGenerator.GetBytes(16), letter.Kind, letter.Address, letter.AccountId, letter.Payload, letter.Language, now);
        return true;
    }

    /// <summary>Takes the letter that is due first, for as long as an attempt can last; null when none is due.</summary>
    public Letter? Take()
    {
        using DbConnection connection = database.OpenQuick();
        long now = Now();
        while (Next(connection, now) is var (letter, due))
        {
            // Where another node was faster, it is that node's.
            if (connection.Run("UPDATE mail_outbox SET due = $1, attempts = attempts + 1 WHERE id = $2 AND due = $3", now + (long)Lease.TotalMilliseconds, letter.Id, due) == 1)
            {
                return letter;
            }
        }

        return null;
    }

    /// <summary>It was sent, or never will be.</summary>
    public void Remove(Letter letter)
    {
        using DbConnection connection = database.OpenQuick();
        connection.Run("DELETE FROM mail_outbox WHERE id = $1", letter.Id);
    }

    /// <summary>It is tried again later.</summary>
    public void PutBack(Letter letter, TimeSpan pause)
    {
        using DbConnection connection = database.OpenQuick();
        connection.Run("UPDATE mail_outbox SET due = $1 WHERE id = $2", Now() + (long)pause.TotalMilliseconds, letter.Id);
    }

    private static (Letter Letter, long Due)? Next(DbConnection connection, long now)
    {
        using DbCommand command = connection.Prepare(
            "SELECT id, kind, address, account, payload, language, created, due, attempts FROM mail_outbox WHERE due <= $1 ORDER BY due LIMIT 1", now);
        using DbDataReader reader = command.ExecuteReader();
        return !reader.Read() ? null : (new Letter(reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5))
        {
            Id = reader.GetFieldValue<byte[]>(0),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6)),
            Attempts = reader.GetInt64(8),
        }, reader.GetInt64(7));
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
