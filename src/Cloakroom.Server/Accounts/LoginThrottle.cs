using System.Data.Common;
using System.Runtime.InteropServices;
using Cloakroom.Server.Throttling;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Slows down guessing (promise Q49): five failures in a row are free, then 1, 2, 4 … 900 seconds must pass between two attempts, and after
/// a hundred without a day's pause there is no further one. It counts by lane, whether an account of that name exists or not, in the database
/// of the accounts: so it holds over restarts and between processes.
/// </summary>
/// <remarks>
/// An attempt counts as a failure from the moment it begins, in one step with the question whether it may begin; only success takes it
/// back. However many attempts run side by side, no more than the allowed number reach the password.
/// </remarks>
internal sealed class LoginThrottle(AccountsDatabase database, AddressThrottle addresses, TimeProvider time)
{
    public const int FreeFailures = 5;

    /// <summary>NIST SP 800-63B-4 3.2.2: no more than 100 in a row. Then a known device helps, a reset by mail or an administrator.</summary>
    public const int MaxFailures = 100;

    private const int MaxDelaySeconds = 900, MaxUnknownNames = 100_000, SweepEvery = 256;
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private int _begun;

    /// <summary>The wait of a lane that no wait opens.</summary>
    public static TimeSpan Closed { get; } = TimeSpan.FromHours(24);

    /// <summary>How long this lane must wait; null when it may try now. Cheap: asked before a password check is queued.</summary>
    public TimeSpan? Wait(Lane lane)
    {
        using DbConnection connection = database.OpenQuick();
        return Wait(Read(connection, lane), Now()) ?? (lane.Address is { } address ? addresses.Wait(connection, address) : null);
    }

    /// <summary>Begins an attempt, or says how long this lane must wait. Ends with <see cref="Succeeded"/> or <see cref="Failed"/>.</summary>
    public TimeSpan? Begin(Lane lane)
    {
        using DbConnection connection = database.OpenQuick();
        using (DbTransaction transaction = connection.BeginTransaction())
        {
            database.Queue(connection, lane.Key());
            long now = Now();
            Count count = Read(connection, lane);
            // The lane first, then the address: two that need both never wait for each other.
            if ((Wait(count, now) ?? (lane.Address is { } address ? addresses.Begin(connection, address) : null)) is { } wait)
            {
                return wait;
            }

            long failures = (now - count.UpdatedAt > Memory.TotalMilliseconds ? 0 : count.Failures) + 1;
            connection.Run(
                """
                INSERT INTO login_failures (Name, Known, Failures, BlockedUntil, UpdatedAt) VALUES ($1, 0, $2, $3, $4)
                ON CONFLICT (Name) DO UPDATE SET Failures = $2, BlockedUntil = $3, UpdatedAt = $4
                """,
                lane.Key(), failures, now + DelayMilliseconds(failures), now);
            transaction.Commit();
        }

        if (Interlocked.Increment(ref _begun) % SweepEvery == 0)
        {
            Sweep(connection, Now());
        }

        addresses.SweepNowAndThen(connection);
        return null;
    }

    /// <summary>The password was right: everything is forgotten, of the device and of the name.</summary>
    public void Succeeded(Lane lane)
    {
        using DbConnection connection = database.OpenQuick();
        using DbTransaction transaction = connection.BeginTransaction();
        Forget(connection, lane.Key());
        Forget(connection, lane.Name.Digest());
        if (lane.Address is { } address)
        {
            AddressThrottle.TakeBack(connection, address);
        }

        transaction.Commit();
    }

    /// <summary>The password was wrong. The delay starts now, when the answer is given.</summary>
    /// <param name="lane">What it was counted by.</param>
    /// <param name="known">Whether there is such an account; its count is never dropped to make room.</param>
    public void Failed(Lane lane, bool known)
    {
        using DbConnection connection = database.OpenQuick();
        using DbTransaction transaction = connection.BeginTransaction();
        database.Queue(connection, lane.Key());
        long now = Now();
        connection.Run(
            "UPDATE login_failures SET Known = $2, BlockedUntil = CASE WHEN BlockedUntil > $3 THEN BlockedUntil ELSE $3 END WHERE Name = $1",
            lane.Key(), known ? 1 : 0, now + DelayMilliseconds(Read(connection, lane).Failures));
        transaction.Commit();
    }

    /// <summary>Opens the lane of this name again: its owner has set a new password by mail, or an administrator wants it.</summary>
    public void Reopen(EmailAddress name)
    {
        using DbConnection connection = database.OpenQuick();
        Forget(connection, name.Digest());
    }

    private static void Forget(DbConnection connection, byte[] key) => connection.Run("DELETE FROM login_failures WHERE Name = $1", key);

    private static long DelayMilliseconds(long failures) =>
        failures < FreeFailures ? 0 : 1000 * Math.Min(MaxDelaySeconds, 1L << (int)Math.Min(failures - FreeFailures, 20));

    // Further away than any delay: the clock was set back, and nobody should wait for it to catch up.
    private static TimeSpan? Wait(Count count, long now) =>
        count.Failures >= MaxFailures ? Closed
        : count.BlockedUntil > now && count.BlockedUntil - now <= MaxDelaySeconds * 1000L ? TimeSpan.FromMilliseconds(count.BlockedUntil - now)
        : null;

    private static Count Read(DbConnection connection, Lane lane)
    {
        using DbCommand command = connection.Prepare("SELECT Failures, BlockedUntil, UpdatedAt FROM login_failures WHERE Name = $1", lane.Key());
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read() ? new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : default;
    }

    // A million invented names must not fill the disk. To be dropped early costs an attacker a hundred thousand password checks.
    private static void Sweep(DbConnection connection, long now)
    {
        connection.Run("DELETE FROM login_failures WHERE UpdatedAt < $1 AND Failures < $2", now - (long)Memory.TotalMilliseconds, MaxFailures);
        connection.Run(
            "DELETE FROM login_failures WHERE Name IN (SELECT Name FROM login_failures WHERE Known = 0 ORDER BY UpdatedAt DESC LIMIT 1000000000 OFFSET $1)",
            MaxUnknownNames);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Count(long Failures, long BlockedUntil, long UpdatedAt);
}
