namespace Cloakroom.Tests.AspNetCore;

/// <summary>The wall clock, for tests that need two different milliseconds and no more.</summary>
internal static class TestClock
{
    public static async Task TickAsync()
    {
        long start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        while (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() == start)
        {
            await Task.Yield();
        }
    }
}
