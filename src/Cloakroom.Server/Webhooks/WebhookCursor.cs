using System.Data.Common;
using System.Security.Cryptography;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Webhooks;

/// <summary>
/// How far a receiver is, in the database: so it survives restarts, and of several nodes one delivers at a time. Whoever delivers holds it for a
/// while, and takes it again before each try; who has lost it moves nothing any more.
/// </summary>
internal sealed class WebhookCursor(AccountsDatabase database, string name, TimeProvider time)
{
    /// <summary>Longer than a try can take.</summary>
    public static readonly TimeSpan Held = TimeSpan.FromSeconds(30);

    private readonly string _me = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Takes it, if it is free and something may be tried now; null when not. A receiver that is new is told of what happens from now on.</summary>
    public (long Delivered, long Attempts)? Take()
    {
        using DbConnection connection = database.OpenQuick();
        long now = Now();
        connection.Run(
            """
            INSERT INTO webhook_cursors (Name, Delivered, Attempts, Due, Holder, HeldUntil) SELECT $1, coalesce(max(Id), 0), 0, 0, '', 0 FROM events WHERE true
            ON CONFLICT (Name) DO NOTHING
            """,
            name);
        int taken = connection.Run(
            "UPDATE webhook_cursors SET Holder = $2, HeldUntil = $3 WHERE Name = $1 AND (Holder = $2 OR HeldUntil < $4) AND Due <= $4",
            name, _me, now + (long)Held.TotalMilliseconds, now);
        return taken == 1 ? Read(connection) : null;
    }

    /// <summary>Everything up to this event is dealt with. False when another node has taken it meanwhile.</summary>
    public bool Advance(long delivered) => Set(
        "UPDATE webhook_cursors SET Delivered = $3, Attempts = 0, Due = 0, HeldUntil = $4 WHERE Name = $1 AND Holder = $2",
        delivered, Now() + (long)Held.TotalMilliseconds);

    /// <summary>The next try is not before then, by whoever.</summary>
    public bool Retry(long attempts, DateTimeOffset due) => Set(
        "UPDATE webhook_cursors SET Attempts = $3, Due = $4, HeldUntil = 0 WHERE Name = $1 AND Holder = $2", attempts, due.ToUnixTimeMilliseconds());

    /// <summary>Another node need not wait until it is free.</summary>
    public void Release() => Set("UPDATE webhook_cursors SET HeldUntil = $3 WHERE Name = $1 AND Holder = $2", 0L);

    private bool Set(string sql, params ReadOnlySpan<object> values)
    {
        using DbConnection connection = database.OpenQuick();
        return connection.Run(sql, [name, _me, .. values]) == 1;
    }

    private (long Delivered, long Attempts)? Read(DbConnection connection)
    {
        using DbCommand command = connection.Prepare("SELECT Delivered, Attempts FROM webhook_cursors WHERE Name = $1", name);
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
