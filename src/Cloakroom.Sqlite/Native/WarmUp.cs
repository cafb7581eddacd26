namespace Cloakroom.Sqlite;

/// <summary>
/// Loads SQLite, and has the code compiled that talks to it, on another core while the application is put together: most of what the first
/// file of a process costs a start. It opens no file.
/// </summary>
internal static class WarmUp
{
    private static int _begun;

    /// <summary>Returns at once. From the second call on, and where there is one core alone, nothing is done.</summary>
    public static void Begin()
    {
        if (Environment.ProcessorCount > 1 && Interlocked.Exchange(ref _begun, 1) == 0)
        {
            ThreadPool.QueueUserWorkItem(static _ => Run());
        }
    }

    private static void Run()
    {
        try
        {
            using Connection db = Connection.Open(":memory:", TimeSpan.FromSeconds(1));
            using var metrics = new StoreMetrics(() => true);
            Opening.Claim(db, ":memory:");
            Opening.Migrate(db, ":memory:");
            var tables = new Tables(db, metrics);
            tables.Keys.Add("ring", new KeyMaterial("key", new byte[1]));
            // They live as long as the connection.
            _ = (new Reader(db, metrics).KeyRing("ring"), new ChangeFeed(db, TimeProvider.System).Generation, db.Prepare("SELECT ?1").Bind(1, 1L).Step());
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whoever opens a file meets it again, and says so.
        }
    }
}
