namespace Cloakroom.Sqlite;

/// <summary>What the store says when it cannot do its work.</summary>
internal static class Throw
{
    /// <summary>For a caller that must answer 503. Values never stand in SQLite's own messages, so no secret can.</summary>
    public static StoreUnavailableException Unavailable(SqliteFault fault) => new(
        fault switch
        {
            { IsBusy: true } => "The database is locked by another process.",
            { IsFull: true } => "The disk of the database is full.",
            { IsDamaged: true } => "The database is damaged; restore it from a backup.",
            { IsReadOnly: true } => "The database has become read-only.",
            _ => fault.Message,
        },
        fault);

    public static StoreUnavailableException DiskFull() =>
        new("The disk of the database is full; only sessions can be ended until there is space again.");

    public static StoreUnavailableException Moved() =>
        new("The database file was replaced, moved or deleted while it was open; restart the program, which then repeats the logouts in its journal.");

    public static StoreUnavailableException QueueFull() => new("Too many writes are waiting for the database.");

    public static StoreUnavailableException Closed() => new("The store is closed.");

    public static StoreUnavailableException Unexpected(Exception inner) => new("The write failed for an unexpected reason.", inner);
}
