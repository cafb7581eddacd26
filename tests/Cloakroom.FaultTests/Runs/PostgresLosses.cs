using System.Globalization;
using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Rigs;
using Cloakroom.Tests.PostgreSql;

namespace Cloakroom.FaultTests.Runs;

/// <summary>
/// A PostgreSQL that comes back without its last writes, at the same address. Logins are lost then; what was ended stays ended, since the
/// nodes know it.
/// </summary>
internal static class PostgresLosses
{
    private const string Store = "postgres";

    // As initdb makes them.
    private const long Segment = 16 << 20;

    public static IEnumerable<Scenario> All =>
    [
        Scenario.Of(Store, "standby-in-its-place", PostgresRig.StartBeforeStandbyAsync, (rig, run) => PromotedAsync(rig, run, s => s.TakePlaceAsync(rig.Server))),
        Scenario.Of(Store, "older-copy", PostgresRig.StartAsync, OlderCopyAsync),
        Scenario.Of(Store, "log-cut", PostgresRig.StartLazyAsync, LogCutAsync),
    ];

    /// <summary>F25: the server dies while its standby has not heard of the last writes, and the standby takes its place.</summary>
    public static async Task PromotedAsync(PostgresRig rig, FaultRun run, Func<PostgresProcess, Task> lead)
    {
        if (rig is not { Standby: { } standby, Link: { } link })
        {
            throw new InvalidOperationException("There is no standby.");
        }

        // What is on its way when the way is broken is lost too.
        Window lossy = run.Open(Trouble.Lossy, since: run.Now - 50);
        link.Freeze();
        await run.HoldAsync();
        Window cut = run.Open(Trouble.CutOff);
        await rig.Server.StopAsync("KILL");
        lossy.Close();
        cut.Ending();
        await standby.AskAsync("SELECT pg_promote(wait => false)");
        while (await standby.AskAsync("SELECT pg_is_in_recovery()") is true)
        {
            await Task.Delay(20);
        }

        await lead(standby);
        cut.Close();
    }

    /// <summary>F25: it is killed, and what was copied from it some time ago is started instead: the same system, the same timeline.</summary>
    private static async Task OlderCopyAsync(PostgresRig rig, FaultRun run)
    {
        Window lossy = run.Open(Trouble.Lossy);
        PostgresProcess copy = rig.Copy = await rig.Server.CopyAsync();
        await run.HoldAsync();
        Window cut = run.Open(Trouble.CutOff);
        await rig.Server.StopAsync("KILL");
        lossy.Close();
        cut.Ending();
        await copy.TakePlaceAsync(rig.Server);
        cut.Close();
    }

    /// <summary>F25: after a power cut the end of its log is missing, from the middle of a record on.</summary>
    private static async Task LogCutAsync(PostgresRig rig, FaultRun run)
    {
        Window lossy = run.Open(Trouble.Lossy);
        await run.HoldAsync();
        string? place = await rig.Server.AskAsync("SELECT pg_walfile_name(l) || ' ' || (l - '0/0')::text FROM pg_current_wal_flush_lsn() l") as string;
        // Part of the last moments, so that little else tells of the loss.
        await run.HoldAsync(0.02);
        Window cut = run.Open(Trouble.CutOff);
        await rig.Server.StopAsync("KILL");
        lossy.Close();
        string[] parts = place?.Split(' ') ?? throw new InvalidOperationException("There is a log.");
        string log = Path.Combine(rig.Server.Data, "pg_wal", parts[0]);
        long from = (long.Parse(parts[1], CultureInfo.InvariantCulture) % Segment) + run.Numbers.Below(2000);
        await using (FileStream file = File.OpenWrite(log))
        {
            file.Position = from;
            await file.WriteAsync(new byte[Segment - from]);
        }

        await run.HoldAsync(0.2);
        cut.Ending();
        await rig.Server.RestartAsync();
        cut.Close();
    }
}
