using System.Diagnostics;
using static Cloakroom.Tests.Redis.RedisCalls;

namespace Cloakroom.Tests.Redis;

/// <summary>Waiting for something, with a bound.</summary>
internal static class Condition
{
    public static async Task HoldsAsync(TimeSpan bound, Func<Task<bool>> holds) =>
        Assert.True(await ComesAsync(bound, holds), "What was waited for did not come about.");

    public static async Task<bool> ComesAsync(TimeSpan bound, Func<Task<bool>> holds)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < bound; await Task.Delay(20, Stop))
        {
            if (await holds())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a store call succeeds, rather than saying that the store is unavailable.</summary>
    public static async Task<bool> ServesAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (Cloakroom.StoreUnavailableException)
        {
            return false;
        }
    }
}
