using System.Data.Common;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Slows down guessing (promise Q49): five failures in a row are free, then 1, 2, 4 … 900 seconds must pass between two attempts. It counts
/// by name, whether an account of that name exists or not, in the database of the accounts: so it holds over restarts and between processes.
/// </summary>
/// <remarks>
/// An attempt counts as a failure from the moment it begins, in one step with the question whether it may begin; only success takes it
/// back. However many attempts run side by side, no more than the allowed number reach the password.
/// </remarks>
internal sealed class LoginThrottle(AccountsDatabase database, TimeProvider time)
{
    public const int FreeFailures = 5;

    private const int MaxDelaySeconds = 900, MaxUnknownNames = 100_000, SweepEvery = 256;
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private int _begun;

    /// <summary>How long this name must wait; null when it may try now. Cheap: asked before a password check is queued.</summary>
    public TimeSpan? Wait(EmailAddress name)
    {
        using DbConnection connection = database.OpenQuick();
        long now = Now();
        return Wait(connection.Scalar("SELECT BlockedUntil FROM login_failures WHERE Name = $1", name.Digest()) as long?, now);
    }

    /// <summary>Begins an attempt, or says how long this name must wait. Ends with <see cref="Succeeded"/> or <see cref="Failed"/>.</summary>
    public TimeSpan? Begin(EmailAddress name)
    {
        using DbConnection connection = database.OpenQuick();
        using DbTransaction transaction = connection.BeginTransaction();
        database.Queue(connection, name.Digest());
        long now = Now();
        (long failures, long blockedUntil, long updatedAt) = Read(connection, name);
        if (Wait(blockedUntil, now) is { } wait)
        {
            return wait;
        }

        failures = (now - updatedAt > Memory.TotalMilliseconds ? 0 : failures) + 1;
        connection.Run(
            """
            INSERT INTO login_failures (Name, Known, Failures, BlockedUntil, UpdatedAt) VALUES ($1, 0, $2, $3, $4)
            ON CONFLICT (Name) DO UPDATE SET Failures = $2, BlockedUntil = $3, UpdatedAt = $4
            """,
            name.Digest(), failures, now + DelayMilliseconds(failures), now);
        if (Interlocked.Increment(ref _begun) % SweepEvery == 0)
        {
            Sweep(connection, now);
        }

        transaction.Commit();
        return null;
    }

    /// <summary>The password was right: everything is forgotten.</summary>
    public void Succeeded(EmailAddress name)
    {
        using DbConnection connection = database.OpenQuick();
        connection.Run("DELETE FROM login_failures WHERE Name = $1", name.Digest());
    }

    /// <summary>The password was wrong. The delay starts now, when the answer is given.</summary>
    /// <param name="name">The name that was tried.</param>
    /// <param name="known">Whether there is such an account; its count is never dropped to make room.</param>
    public void Failed(EmailAddress name, bool known)
    {
        using DbConnection connection = database.OpenQuick();
        using DbTransaction transaction = connection.BeginTransaction();
        database.Queue(connection, name.Digest());
        long now = Now();
        (long failures, _, _) = Read(connection, name);
        connection.Run(
            "UPDATE login_failures SET Known = $2, BlockedUntil = CASE WHEN BlockedUntil > $3 THEN BlockedUntil ELSE $3 END WHERE Name = $1",
            name.Digest(), known ? 1 : 0, now + DelayMilliseconds(failures));
        transaction.Commit();
    }

    private static long DelayMilliseconds(long failures) =>
        failures < FreeFailures ? 0 : 1000 * Math.Min(MaxDelaySeconds, 1L << (int)Math.Min(failures - FreeFailures, 20));

    // Further away than any delay: the clock was set back, and nobody should wait for it to catch up.
    private static TimeSpan? Wait(long? blockedUntil, long now) =>
        blockedUntil > now && blockedUntil - now <= MaxDelaySeconds * 1000L ? TimeSpan.FromMilliseconds(blockedUntil.Value - now) : null;

    private static (long Failures, long BlockedUntil, long UpdatedAt) Read(DbConnection connection, EmailAddress name)
    {
        using DbCommand command = connection.Prepare("SELECT Failures, BlockedUntil, UpdatedAt FROM login_failures WHERE Name = $1", name.Digest());
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : default;
    }

    // A million invented names must not fill the disk. To be dropped early costs an attacker a hundred thousand password checks.
    private static void Sweep(DbConnection connection, long now)
    {
        connection.Run("DELETE FROM login_failures WHERE UpdatedAt < $1", now - (long)Memory.TotalMilliseconds);
        connection.Run(
            "DELETE FROM login_failures WHERE Name IN (SELECT Name FROM login_failures WHERE Known = 0 ORDER BY UpdatedAt DESC LIMIT 1000000000 OFFSET $1)",
            MaxUnknownNames);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
