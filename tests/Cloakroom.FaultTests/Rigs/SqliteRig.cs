namespace Cloakroom.FaultTests.Rigs;

/// <summary>One file that all nodes have open.</summary>
internal sealed class SqliteRig : Rig
{
    public string File => Path.Combine(Folder, "store", "sessions.db");

    public static Task<SqliteRig> StartAsync() => Task.FromResult(new SqliteRig());

    public override string StoreOf(int node) => $"sqlite:{File}";
}
