namespace Cloakroom.Sqlite;

/// <summary>The tables as the writer sees them, within its transaction.</summary>
internal sealed class Tables(Connection db, StoreMetrics metrics)
{
    public SessionQuery Find { get; } = new(db, metrics);

    public SessionTable Sessions { get; } = new(db);

    public DueTable Due { get; } = new(db);

    public DataTable Data { get; } = new(db);

    public EpochTable Epochs { get; } = new(db);

    public ChangeLog Changes { get; } = new(db);

    public KeyTable Keys { get; } = new(db);
}
