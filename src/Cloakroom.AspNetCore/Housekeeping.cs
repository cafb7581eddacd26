using Cloakroom.Cookies;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>
/// Checks the deployment once the server listens, then forgets expired sessions and repeats revocations that the store could not take.
/// </summary>
internal sealed class Housekeeping(SessionEngine engine, Deployment deployment, TimeProvider time, ILogger<Housekeeping> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private const int SweepEvery = 30;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Not earlier: the listening addresses are known only now. A mistake stops the start.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Log.Deployed(logger, deployment.Origin.Serialized, deployment.Cookie.Name);
        foreach (TopologyFinding finding in deployment.Topology.Findings)
        {
            Action<ILogger, string> say = finding.Severity == TopologySeverity.Note ? Log.TopologyNote : Log.TopologyWarning;
            say(logger, finding.Sentence);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await engine.RetryPendingAsync();
        if (engine.PendingCount is > 0 and var lost)
        {
            (engine.HasJournal ? (Action<ILogger, int>)Log.LogoutsKept : Log.LogoutsLost)(logger, lost);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        // It may take minutes, and logouts that wait for the store must not wait for it.
        Task sweep = Task.CompletedTask;
        try
        {
            for (int tick = 1; await timer.WaitForNextTickAsync(stoppingToken); tick++)
            {
                await engine.RetryPendingAsync();
                if (tick % SweepEvery == 0)
                {
                    await engine.CompactAsync();
                    if (sweep.IsCompleted)
                    {
                        await sweep;
                        sweep = SweepAsync(stoppingToken);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application ends. Where it is disposed of without being stopped, the host would take this for a failure.
        }

        await sweep.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await engine.SweepAsync(stoppingToken);
        }
        catch (StoreUnavailableException failure)
        {
            Log.HousekeepingFailed(logger, failure);
        }
    }
}
