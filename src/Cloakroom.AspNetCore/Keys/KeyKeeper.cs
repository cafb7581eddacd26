using Cloakroom.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>
/// Reads the signing keys before the first request, then every 30 seconds, so that a rotation on one node is soon everywhere. Keys that
/// cannot be read stop the start; a store that is away does not.
/// </summary>
internal sealed class KeyKeeper(KeyRing ring, TimeProvider time, ILogger<KeyKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private string _signing = "", _trouble = "";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Report(await ring.StartAsync());
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (await ring.RefreshIfDueAsync() is { } look)
                {
                    Report(look);
                }

                ReportKey();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application ends.
        }
    }

    // One line for each change.
    private void Report(RingLook look)
    {
        string trouble = look.GetType().Name;
        if (trouble != _trouble && look is RingLook.Away(var why))
        {
            Log.KeysAway(logger, why);
        }
        else if (trouble != _trouble && look is RingLook.Unreadable(var sentence))
        {
            Log.KeysUnreadable(logger, sentence);
        }

        _trouble = trouble;
    }

    // Not before the program runs: one that cannot start tells why, and nothing else.
    private void ReportKey()
    {
        if (ring.IsKnown && ring.Current.Kid is var kid && kid != _signing)
        {
            _signing = kid;
            (ring.IsEphemeral ? (Action<ILogger, string>)Log.KeySignsUntilTheEnd : Log.KeySigns)(logger, kid);
        }
    }
}
