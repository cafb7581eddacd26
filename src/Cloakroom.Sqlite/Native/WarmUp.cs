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
            db.Execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT, value BLOB)");
            db.AskNumber("PRAGMA user_version");
            Statement write = db.Prepare("INSERT INTO thing (name, value) VALUES (?1, ?2)");
            write.Bind(1, "name").Bind(2, "value"u8).Run();
            Statement read = db.Prepare("SELECT id, name, value FROM thing WHERE id = ?1");
            read.Bind(1, 1L).Step();
            _ = (read.Number(0), read.Text(1), read.Blob(2).Length);
            read.Reset();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whoever opens a file meets it again, and says so.
        }
    }
}
