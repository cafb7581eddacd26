namespace Cloakroom.Sqlite;

/// <summary>
/// Decides when the WAL is copied into the database and starts over. After a commit, when the callers have been answered; never by
/// SQLite itself in the middle of a commit.
/// </summary>
internal sealed class Checkpoints(Connection db, string path, long ballastBytes)
{
    private const int Pages = 1000, PagesWhenTight = 64, PagesBeforeRetry = 100;

    // Pages that are in the WAL but not yet in the database need space when they are copied. On a full disk the ballast must have room
    // for them, or the WAL could never start over.
    private readonly long _maxGrowth = Math.Max(128 << 10, ballastBytes / 4);

    private readonly Statement _size = db.Prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    private int _pagesBefore;

    /// <summary>The last one found no space.</summary>
    public bool IsStuck { get; private set; }

    public void RunIfDue(bool tight)
    {
        if (db.PagesWritten() - _pagesBefore >= (tight ? PagesWhenTight : Pages) || Growth() > _maxGrowth)
        {
            Run();
        }
    }

    public void Run()
    {
        try
        {
            // A reader that looks at old pages keeps some from being copied; then it is tried again soon, but not at every commit.
            _pagesBefore = db.PagesWritten() - (db.Checkpoint() ? 0 : Pages - PagesBeforeRetry);
            IsStuck = false;
        }
        catch (SqliteFault fault) when (fault.IsFull)
        {
            IsStuck = true;
        }
    }

    private long Growth()
    {
        _size.Step();
        long size = _size.Number(0);
        _size.Reset();
        return size - new FileInfo(path).Length;
    }
}
