namespace Cloakroom.Sqlite;

/// <summary>
/// Carries a group of writes through one transaction and answers each. A write that fails by itself takes no other down; a transaction
/// that cannot be made durable answers all of them with <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed class Committer(Connection db, DiskSpace disk, StoreMetrics metrics, TimeProvider time, TimeSpan busyBudget)
{
    // SQLite waits in steps that grow to 100 ms, so that a wait may end a little early or late.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(10);

    private readonly Tables _tables = new(db, metrics);
    private readonly Statement _open = db.Prepare("SAVEPOINT one");
    private readonly Statement _undo = db.Prepare("ROLLBACK TO one");
    private readonly Statement _close = db.Prepare("RELEASE one");

    /// <summary>Every write of the group is answered when this returns, and the group is empty. Never throws.</summary>
    public void Commit(List<Write> group)
    {
        try
        {
            if (!disk.AllowsGrowth())
            {
                Refuse(group, w => w.Kind == WriteKind.Ordinary, Throw.DiskFull);
            }

            Try(group);
            disk.Settle();
        }
        catch (Exception e)
        {
            // Nobody may wait for ever, whatever went wrong here.
            Rollback();
            Refuse(group, _ => true, () => Throw.Unexpected(e));
        }
    }

    private void Try(List<Write> group)
    {
        SqliteFault? fault = Transact(group);
        if (fault is { IsFull: true })
        {
            Refuse(group, w => w.Kind != WriteKind.Revocation, Throw.DiskFull);
            if (group.Count == 0)
            {
                disk.Reclaim();
                return;
            }

            disk.GiveUpBallast();
            fault = Transact(group);
        }

        if (fault is not null)
        {
            Refuse(group, _ => true, () => Throw.Unavailable(fault));
        }
    }

    /// <summary>One attempt. Null when the group was answered; else why nothing was done.</summary>
    private SqliteFault? Transact(List<Write> group)
    {
        bool durable = group.Exists(w => w.Kind != WriteKind.Touch);
        try
        {
            // Touches alone may wait for the fsync of the next commit or checkpoint; the setting cannot change within a transaction.
            db.Execute(durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            if (!Begin(group))
            {
                return null;
            }

            foreach (Write write in group)
            {
                Isolated(write);
            }

            db.Execute("COMMIT");
        }
        catch (SqliteFault fault)
        {
            Rollback();
            return fault;
        }

        metrics.Committed(group.Count, durable);
        group.ForEach(w => w.Answer());
        group.Clear();
        return null;
    }

    /// <summary>
    /// Takes the write lock at once: a transaction that begins by reading could not wait for it later (SQLITE_BUSY_SNAPSHOT). Each write
    /// waits for it as long as its own budget lasts; false when that was over for all of them.
    /// </summary>
    private bool Begin(List<Write> group)
    {
        while (group.Count > 0)
        {
            long first = group[0].QueuedAt;
            TimeSpan left = busyBudget - time.GetElapsedTime(first);
            db.WaitForLocks(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            try
            {
                db.Execute("BEGIN IMMEDIATE");
                return true;
            }
            catch (SqliteFault fault) when (fault.IsBusy)
            {
                Refuse(group, w => time.GetElapsedTime(first, w.QueuedAt) <= Slack, () => Throw.Unavailable(fault));
            }
        }

        return false;
    }

    private void Isolated(Write write)
    {
        _open.Run();
        try
        {
            write.Execute(_tables);
        }
        catch (Exception e) when (db.InTransaction && e is not SqliteFault { IsOfOneStatement: false })
        {
            _undo.Run();
            write.Spoil(e is SqliteFault fault ? Throw.Unavailable(fault) : e);
        }

        _close.Run();
    }

    private void Rollback()
    {
        try
        {
            // SQLite has already rolled back after some faults.
            if (db.InTransaction)
            {
                db.Execute("ROLLBACK");
            }
        }
        catch (SqliteFault)
        {
            // The next group finds the transaction still open, cannot begin, and comes here again.
        }
    }

    private void Refuse(List<Write> group, Predicate<Write> which, Func<StoreUnavailableException> reason)
    {
        foreach (Write write in group.Where(w => which(w)))
        {
            metrics.Unavailable();
            write.Fail(reason());
        }

        group.RemoveAll(which);
    }
}
