using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Rigs;
using Npgsql;

namespace Cloakroom.FaultTests.Runs;

/// <summary>What happens to a PostgreSQL.</summary>
internal static class PostgresFaults
{
    private const string Store = "postgres";

    public static IEnumerable<Scenario> All =>
    [
        Scenario.Of(Store, Catalog.Nothing, PostgresRig.StartAsync, (_, run) => run.HoldAsync()),
        Scenario.Of(Store, "restarted", PostgresRig.StartAsync, (rig, run) => EndAsync(rig, run, "QUIT")),
        Scenario.Of(Store, "kill", PostgresRig.StartAsync, (rig, run) => EndAsync(rig, run, "KILL")),
        Scenario.Of(Store, "connections-ended", PostgresRig.StartAsync, ConnectionsAsync),
        Scenario.Of(Store, "locked", PostgresRig.StartAsync, LockedAsync),
        Scenario.Of(Store, "read-only", PostgresRig.StartAsync, ReadOnlyAsync),
        Scenario.Of(Store, "standby-promoted", PostgresRig.StartWithStandbyAsync, PromotedAsync),
        .. PostgresLosses.All,
    ];

    public static IEnumerable<Scenario> Ways => WayFaults.Of(Store, PostgresRig.StartAsync);

    public static IEnumerable<Scenario> Nodes => NodeFaults.Of(Store, PostgresRig.StartAsync, LockOutWritersAsync);

    /// <summary>F24: it ends at once, or crashes, and is started again; it forgets nothing, whatever its own default (M12).</summary>
    private static async Task EndAsync(PostgresRig rig, FaultRun run, string signal)
    {
        Window cut = run.Open(Trouble.CutOff);
        await rig.Server.StopAsync(signal);
        await run.HoldAsync(3);
        cut.Ending();
        await rig.Server.RestartAsync();
        cut.Close();
    }

    /// <summary>F24: all connections are ended again and again, as by a pooler that restarts.</summary>
    private static async Task ConnectionsAsync(PostgresRig rig, FaultRun run)
    {
        for (int i = 0; i < 8; i++)
        {
            await rig.Server.AskAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'cloakroom'");
            await run.HoldAsync(0.125);
        }
    }

    /// <summary>F26: somebody holds a lock that stops everybody.</summary>
    private static async Task LockedAsync(PostgresRig rig, FaultRun run)
    {
        await using NpgsqlConnection other = await rig.Server.ConnectAsync();
        await using NpgsqlTransaction held = await other.BeginTransactionAsync();
        Window cut = run.Open(Trouble.CutOff);
        await using var command = new NpgsqlCommand("LOCK TABLE cloakroom.session IN ACCESS EXCLUSIVE MODE", other);
        await command.ExecuteNonQueryAsync();
        await run.HoldAsync(2);
        cut.Ending();
        await held.RollbackAsync();
        cut.Close();
    }

    /// <summary>F28: it takes no writes.</summary>
    private static async Task ReadOnlyAsync(PostgresRig rig, FaultRun run)
    {
        Window trouble = run.Open(Trouble.Unwritable);
        await SetReadOnlyAsync(rig, "on");
        await run.HoldAsync();
        await SetReadOnlyAsync(rig, "off");
        trouble.Close();
    }

    private static async Task<Func<Task>> LockOutWritersAsync(PostgresRig rig)
    {
        NpgsqlConnection other = await rig.Server.ConnectAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE cloakroom.session IN EXCLUSIVE MODE", other);
        await command.ExecuteNonQueryAsync();
        return async () => await other.DisposeAsync();
    }

    private static async Task SetReadOnlyAsync(PostgresRig rig, string value)
    {
        await rig.Server.AskAsync($"ALTER SYSTEM SET default_transaction_read_only = {value}");
        await rig.Server.AskAsync("SELECT pg_reload_conf()");
    }

    private static Task PromotedAsync(PostgresRig rig, FaultRun run) => PostgresLosses.PromotedAsync(rig, run, _ => Task.CompletedTask);
}
