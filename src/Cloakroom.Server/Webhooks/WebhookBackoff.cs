using System.Security.Cryptography;

namespace Cloakroom.Server.Webhooks;

/// <summary>When a receiver that did not take an event is asked again, and for how long.</summary>
internal static class WebhookBackoff
{
    /// <summary>An event that is older is given up; those after it have their turn.</summary>
    public static readonly TimeSpan GiveUp = TimeSpan.FromDays(3);

    private const int FirstSeconds = 5, MostSeconds = 3600, JitterPercent = 20;

    /// <summary>How long to wait after so many tries: 5 s, 10 s, 20 s … an hour; up to a fifth more, so that not all ask at once.</summary>
    public static TimeSpan After(long attempts)
    {
        long seconds = Math.Min(MostSeconds, FirstSeconds << (int)Math.Clamp(attempts - 1, 0, 20));
        int jitter = RandomNumberGenerator.GetInt32((int)(seconds * 1000 * JitterPercent / 100) + 1);
        return TimeSpan.FromMilliseconds((seconds * 1000) + jitter);
    }
}
