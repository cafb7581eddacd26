using System.Data.Common;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Throttling;

/// <summary>
/// Slows down guessing from one address at many names (promise Q49): so many tries a minute may fail, counted from the first of them. A try
/// counts from its beginning in one step with the question whether it may begin; only success takes it back.
/// </summary>
internal sealed class AddressThrottle(AccountsDatabase database, ServerOptions options, TimeProvider time)
{
    private const int MaxAddresses = 100_000, SweepEvery = 64;
    private const long Minute = 60_000;

    private int _begun;

    /// <summary>How long this address must wait; null when it may try now. Cheap, and writes nothing.</summary>
    public TimeSpan? Wait(ClientAddress address)
    {
        using DbConnection connection = database.OpenQuick();
        return Wait(connection, address);
    }

    /// <summary>The same on a connection.</summary>
    public TimeSpan? Wait(DbConnection connection, ClientAddress address) => Wait(connection, address, Now());

    /// <summary>Begins a try, or says how long this address must wait.</summary>
    public TimeSpan? Begin(ClientAddress address)
    {
        // Who waits writes nothing, however often he asks.
        if (Wait(address) is { } wait)
        {
            return wait;
        }

        using DbConnection connection = database.OpenQuick();
        TimeSpan? late = Begin(connection, address);
        SweepNowAndThen(connection);
        return late;
    }

    /// <summary>The same on a connection, and within its transaction if there is one.</summary>
    public TimeSpan? Begin(DbConnection connection, ClientAddress address)
    {
        long now = Now();
        // A minute that ends further away than one can was begun before the clock was set back.
        int counted = connection.Run(
            """
            INSERT INTO address_tries (Address, Tries, EndsAt) VALUES ($1, 1, $2)
            ON CONFLICT (Address) DO UPDATE SET
                Tries = CASE WHEN address_tries.EndsAt <= $3 OR address_tries.EndsAt > $2 THEN 1 ELSE address_tries.Tries + 1 END,
                EndsAt = CASE WHEN address_tries.EndsAt <= $3 OR address_tries.EndsAt > $2 THEN $2 ELSE address_tries.EndsAt END
            WHERE address_tries.EndsAt <= $3 OR address_tries.EndsAt > $2 OR address_tries.Tries < $4
            """,
            address.Digest(), now + Minute, now, (long)options.TriesPerAddress);
        return counted == 0 ? Wait(connection, address, now) ?? TimeSpan.FromSeconds(1) : null;
    }

    /// <summary>The try succeeded, and does not count.</summary>
    public void TakeBack(ClientAddress address)
    {
        using DbConnection connection = database.OpenQuick();
        TakeBack(connection, address);
    }

    /// <summary>The same on a connection, and within its transaction if there is one.</summary>
    public static void TakeBack(DbConnection connection, ClientAddress address) =>
        connection.Run("UPDATE address_tries SET Tries = Tries - 1 WHERE Address = $1 AND Tries > 0", address.Digest());

    /// <summary>Drops what is past, once in a while; outside of a transaction. An address is not kept longer than it counts, and a million do not fill the disk.</summary>
    public void SweepNowAndThen(DbConnection connection)
    {
        if (Interlocked.Increment(ref _begun) % SweepEvery != 0)
        {
            return;
        }

        connection.Run("DELETE FROM address_tries WHERE EndsAt <= $1", Now());
        connection.Run(
            "DELETE FROM address_tries WHERE Address IN (SELECT Address FROM address_tries ORDER BY EndsAt DESC LIMIT 1000000000 OFFSET $1)", MaxAddresses);
    }

    private TimeSpan? Wait(DbConnection connection, ClientAddress address, long now) =>
        connection.Scalar(
            "SELECT EndsAt FROM address_tries WHERE Address = $1 AND Tries >= $2 AND EndsAt > $3 AND EndsAt <= $4",
            address.Digest(), (long)options.TriesPerAddress, now, now + Minute) is long endsAt
            ? TimeSpan.FromMilliseconds(endsAt - now) : null;

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
