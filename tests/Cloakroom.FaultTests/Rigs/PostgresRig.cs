using Cloakroom.Testing;
using Cloakroom.Tests.PostgreSql;

namespace Cloakroom.FaultTests.Rigs;

/// <summary>One PostgreSQL, reached through a proxy by each node, whose own default is to lose what it acknowledged.</summary>
internal sealed class PostgresRig : Rig
{
    private bool _nodesKnowStandby = true;

    private PostgresRig(PostgresProcess server) => Server = server;

    public PostgresProcess Server { get; }

    /// <summary>A copy that follows the server, where there is one.</summary>
    public PostgresProcess? Standby { get; private set; }

    /// <summary>What was copied from the server, where somebody did.</summary>
    public PostgresProcess? Copy { get; set; }

    /// <summary>The way on which it hears of writes.</summary>
    public FaultProxy? Link { get; private set; }

    public static async Task<PostgresRig> StartAsync()
    {
        var rig = new PostgresRig(await PostgresProcess.StartCopyAsync("synchronous_commit=off", "wal_writer_delay=10s"));
        rig.OpenWays(rig.Server.Port);
        return rig;
    }

    /// <summary>A server that writes its tables to the disk only when it has to: its log alone tells what was.</summary>
    public static async Task<PostgresRig> StartLazyAsync()
    {
        var rig = new PostgresRig(await PostgresProcess.StartCopyAsync("synchronous_commit=off", "wal_writer_delay=10s", "bgwriter_lru_maxpages=0", "checkpoint_timeout=1h"));
        rig.OpenWays(rig.Server.Port);
        return rig;
    }

    /// <summary>The nodes know the one address.</summary>
    public static async Task<PostgresRig> StartBeforeStandbyAsync()
    {
        PostgresRig rig = await StartWithStandbyAsync();
        rig._nodesKnowStandby = false;
        return rig;
    }

    /// <summary>The nodes know both addresses.</summary>
    public static async Task<PostgresRig> StartWithStandbyAsync()
    {
        PostgresRig rig = await StartAsync();
        rig.Standby = await rig.Server.StandbyAsync();
        rig.Link = FaultProxy.Start("127.0.0.1", rig.Server.Port);
        await rig.Standby.AskAsync($"ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port={rig.Link.Port} user=postgres'");
        await rig.Standby.AskAsync("SELECT pg_reload_conf()");
        while (rig.Link.Connections == 0)
        {
            await Task.Delay(20);
        }

        return rig;
    }

    public override string StoreOf(int node) => Standby is { } standby && _nodesKnowStandby
        ? $"postgres://postgres@127.0.0.1:{Server.Port},127.0.0.1:{standby.Port}/postgres" : $"postgres://postgres@127.0.0.1:{Ways[node].Port}/postgres";

    public override async ValueTask DisposeAsync()
    {
        if (Standby is { } standby)
        {
            await standby.DisposeAsync();
        }

        if (Copy is { } copy)
        {
            await copy.DisposeAsync();
        }

        if (Link is { } link)
        {
            await link.DisposeAsync();
        }

        await Server.DisposeAsync();
        await base.DisposeAsync();
    }
}
