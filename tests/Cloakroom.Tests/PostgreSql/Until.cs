using Cloakroom.PostgreSql;
using Cloakroom.Tests.Sqlite;

namespace Cloakroom.Tests.PostgreSql;

/// <summary>Waiting for what a fault test expects, with a bound.</summary>
internal static class Until
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!await condition())
        {
            Assert.False(bound.IsCancellationRequested, "It did not come about.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    /// <summary>Asks again while the store is away.</summary>
    public static async Task<T> AnsweredAsync<T>(Func<ValueTask<T>> ask)
    {
        T? answer = default;
        await TrueAsync(async () =>
        {
            try
            {
                answer = await ask();
                return true;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        });
        return answer ?? throw new InvalidOperationException("There is an answer now.");
    }
}

/// <summary>What a feed has told.</summary>
internal sealed class Told : ISessionChangeObserver
{
    private readonly Lock _gate = new();
    private readonly List<SessionDigest> _changed = [];
    private readonly List<(SessionDigest Digest, EndReason Why, DateTimeOffset Expires)> _ended = [];
    private int _missed;

    public int Misses => Volatile.Read(ref _missed);

    public bool Has(SessionDigest digest)
    {
        lock (_gate)
        {
            return _changed.Contains(digest);
        }
    }

    public (EndReason Why, DateTimeOffset Expires)? End(SessionDigest digest)
    {
        lock (_gate)
        {
            return _ended.Where(e => e.Digest == digest).Select(e => ((EndReason, DateTimeOffset)?)(e.Why, e.Expires)).FirstOrDefault();
        }
    }

    public void Changed(SessionDigest digest)
    {
        lock (_gate)
        {
            _changed.Add(digest);
        }
    }

    public void Ended(SessionDigest digest, EndReason why, DateTimeOffset expires)
    {
        lock (_gate)
        {
            _ended.Add((digest, why, expires));
        }
    }

    public void Missed() => Interlocked.Increment(ref _missed);
}
