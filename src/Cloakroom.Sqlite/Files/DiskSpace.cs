namespace Cloakroom.Sqlite;

/// <summary>What may be written, given the space on the disk. All space that the ballast gave up is for ending sessions.</summary>
internal sealed class DiskSpace(Ballast ballast, Checkpoints checkpoints)
{
    /// <summary>False while the disk is known to be full. Looks, about once a second, whether it still is.</summary>
    public bool AllowsGrowth()
    {
        if (!ballast.TryRestoreNowAndThen())
        {
            return false;
        }

        if (checkpoints.IsStuck)
        {
            checkpoints.Run();
        }

        return !checkpoints.IsStuck;
    }

    /// <summary>After a write that found no space: the WAL starts over, if it can, in the space it has.</summary>
    public void Reclaim() => checkpoints.Run();

    /// <summary>The last resort of a revocation.</summary>
    public void GiveUpBallast()
    {
        ballast.Release();
        Reclaim();
    }

    /// <summary>After a commit: keeps the WAL short, and shorter while there is no space.</summary>
    public void Settle() => checkpoints.RunIfDue(tight: !ballast.IsWhole);
}
