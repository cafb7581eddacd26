using System.Globalization;

namespace Cloakroom.Sqlite;

/// <summary>Opens the file for writing and says in one sentence why that cannot be.</summary>
internal static class Opening
{
    // At the start another process may be creating the tables.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A check reads the whole file. Up to this size it takes a blink; beyond, a start must not wait for it, and damage shows when a
    // damaged page is met.
    private const long CheckedBytes = 16 << 20;

    /// <summary>Opens the writer's connection: ours, whole, of this version, in WAL mode.</summary>
    /// <exception cref="StoreStartException">It cannot be used; the message says what to do.</exception>
    /// <exception cref="SqliteFault">Likewise; see <see cref="Explain"/>.</exception>
    public static Connection Writer(string path, Ballast ballast)
    {
        StoreFile.Prepare(path);
        try
        {
            return Open(path);
        }
        catch (SqliteFault fault) when (fault.IsFull && ballast.Bytes > 0)
        {
            // Even reading needs space for the index of the WAL. Better started without ballast than not at all.
            ballast.Release();
        }

        return Open(path);
    }

    /// <summary>Opens a connection for questions; the writer's is open already.</summary>
    public static Connection Reader(string path, TimeSpan busyBudget)
    {
        Connection db = Connection.Open(path, busyBudget);
        db.Execute("PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY");
        return db;
    }

    private static Connection Open(string path)
    {
        Connection db = Connection.Open(path, Patience);
        try
        {
            // The file may come from a stranger: nothing in its schema may call what has side effects, and pages are checked when read.
            db.Execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384");
            bool isNew = Claim(db, path);
            Check(db, path);
            UseWal(db, path);
            Migrate(db, path);
            if (isNew)
            {
                StoreFile.Close(path);
            }

            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    /// <summary>Whose is it? True for a file that bears no mark yet: a new one, or one in which only the application has tables.</summary>
    public static bool Claim(Connection db, string path)
    {
        long application = db.AskNumber("PRAGMA application_id"), version = db.AskNumber("PRAGMA user_version");
        if (application is not (0 or Schema.ApplicationId) || (application == 0 && version != 0))
        {
            throw new StoreStartException(string.Create(
                CultureInfo.InvariantCulture,
                $"The database {path} belongs to another program (application_id {application}, user_version {version}); choose another path."));
        }

        if (application != 0 && version > Schema.Steps.Count)
        {
            throw new StoreStartException(string.Create(
                CultureInfo.InvariantCulture,
                $"The database {path} was written by a newer version of Cloakroom (schema {version}, this one knows {Schema.Steps.Count}); start that version, or restore a copy from before the upgrade."));
        }

        return db.IsReadOnly
            ? throw new StoreStartException($"The database {path} cannot be written to; let this user write the file and its folder, or remount the disk for writing.")
            : application == 0;
    }

    private static void Check(Connection db, string path)
    {
        if (new FileInfo(path).Length <= CheckedBytes && db.Ask("PRAGMA quick_check(1)") is var answer && answer is not "ok")
        {
            throw Damaged(path, new InvalidDataException(answer));
        }
    }

    private static void UseWal(Connection db, string path)
    {
        if (db.Ask("PRAGMA journal_mode=WAL") is not "wal")
        {
            throw new StoreStartException($"The database {path} is on a file system without shared memory; move it to a local disk.");
        }

        // fullfsync matters on macOS alone. Checkpoints are ours to time; a WAL that grew under load shrinks again to 16 MiB.
        db.Execute("""
            PRAGMA synchronous=FULL; PRAGMA fullfsync=1; PRAGMA checkpoint_fullfsync=1; PRAGMA wal_autocheckpoint=0;
            PRAGMA journal_size_limit=16777216; PRAGMA secure_delete=FAST
            """);
    }

    /// <summary>All steps in one transaction. The version is asked again under the lock: another process may have been quicker.</summary>
    public static void Migrate(Connection db, string path)
    {
        if (db.AskNumber("PRAGMA user_version") == Schema.Steps.Count)
        {
            return;
        }

        db.Execute("BEGIN IMMEDIATE");
        Claim(db, path);
        for (int version = (int)db.AskNumber("PRAGMA user_version"); version < Schema.Steps.Count; version++)
        {
            db.Execute(Schema.Steps[version]);
        }

        db.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA application_id={Schema.ApplicationId}; PRAGMA user_version={Schema.Steps.Count}; COMMIT"));
    }

    public static StoreStartException Explain(string path, SqliteFault fault) => fault switch
    {
        { IsDamaged: true } => Damaged(path, fault),
        { IsBusy: true } => new($"The database {path} is locked by another process; end that process, or wait until it is done.", fault),
        { IsFull: true } => new($"The disk of the database {path} is full; free some space.", fault),
        { IsReadOnly: true } or { IsUnreachable: true } =>
            new($"The database {path} cannot be opened for writing; let this user write the file and its folder.", fault),
        _ => new($"The database {path} cannot be opened ({fault.Message.TrimEnd('.')}); check the disk.", fault),
    };

    private static StoreStartException Damaged(string path, Exception inner) => new(
        $"The file {path} is damaged or no SQLite database ({inner.Message.TrimEnd('.')}); restore it from a backup, or move it away to start anew.",
        inner);
}
