using System.Diagnostics;

namespace Cloakroom.ServerTests.Browser;

/// <summary>Waits for a condition, with a bound.</summary>
internal static class Until
{
    /// <summary>Generous: other tests may be using the machine.</summary>
    public const int Milliseconds = 60_000;

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(10, TestContext.Current.CancellationToken))
        {
            Assert.True(waited.ElapsedMilliseconds < Milliseconds, $"Waited {Milliseconds} ms in vain until {what}.");
        }
    }
}
