using System.Data.Common;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Mail;

/// <summary>
/// Keeps a mailbox from being flooded by people who type its address: one mail a minute, five an hour. It counts by the digest of the
/// address, whether anybody has it or not; who asks too often gets the usual answer, and no mail.
/// </summary>
internal sealed class MailLimit(AccountsDatabase database, TimeProvider time)
{
    public const int PerHour = 5;

    private const int SweepEvery = 256;
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(1), Window = TimeSpan.FromHours(1);

    private int _asked;

    /// <summary>Counts this wish, in one step with the question whether it may be fulfilled.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="address">Whose mailbox it is.</param>
    public bool TryCount(DbConnection connection, EmailAddress address)
    {
        byte[] name = address.Digest();
        database.Queue(connection, name);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        (long since, long latest, long asked) = Read(connection, name);
        // What lies in the future comes from a clock that was set back.
        bool isOver = now - since >= Window.TotalMilliseconds || since > now || latest > now;
        if (!isOver && (now - latest < Gap.TotalMilliseconds || asked >= PerHour))
        {
            return false;
        }

        connection.Run(
            """
            INSERT INTO mail_counts (name, since, latest, asked) VALUES ($1, $2, $3, $4)
            ON CONFLICT (name) DO UPDATE SET since = $2, latest = $3, asked = $4
            """,
            name, isOver ? now : since, now, isOver ? 1L : asked + 1);
        if (Interlocked.Increment(ref _asked) % SweepEvery == 0)
        {
            connection.Run("DELETE FROM mail_counts WHERE latest < $1", now - (long)Window.TotalMilliseconds);
        }

        return true;
    }

    private static (long Since, long Latest, long Asked) Read(DbConnection connection, byte[] name)
    {
        using DbCommand command = connection.Prepare("SELECT since, latest, asked FROM mail_counts WHERE name = $1", name);
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : default;
    }
}
