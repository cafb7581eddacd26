using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>Says why the store cannot be asked: at most once a second, for an outage fails every request.</summary>
internal sealed class StoreFailures(ILogger<StoreFailures> logger, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _last;
    private int _silent;

    public void Write(Exception failure)
    {
        int silent;
        lock (_gate)
        {
            long now = time.GetTimestamp();
            if (_last is { } last && time.GetElapsedTime(last, now) < Pause)
            {
                _silent++;
                return;
            }

            (_last, silent, _silent) = (now, _silent, 0);
        }

        Log.StoreUnavailable(logger, silent, failure);
    }
}
