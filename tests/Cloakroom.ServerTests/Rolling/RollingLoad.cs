using System.Collections.Concurrent;

namespace Cloakroom.ServerTests.Rolling;

/// <summary>People who go on asking, one request after the other, whatever happens to the nodes behind the door.</summary>
internal sealed class RollingLoad(IReadOnlyList<IVisitor> visitors) : IAsyncDisposable
{
    private readonly CancellationTokenSource _enough = new();
    private Task _all = Task.CompletedTask;
    private int _requests;

    /// <summary>How many were answered as they should be.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>What was answered in any other way, or not at all.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    public void Start() => _all = Task.WhenAll(visitors.Select(v => Task.Run(() => VisitAsync(v))));

    /// <summary>Waits until so many more requests have been answered.</summary>
    public async Task MoreAsync(int requests)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromMinutes(2));
        for (int goal = Requests + requests; Requests < goal && Failures.IsEmpty; await Task.Delay(20, bound.Token))
        {
        }
    }

    public async Task StopAsync()
    {
        await _enough.CancelAsync();
        await _all;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _enough.Dispose();
    }

    private async Task VisitAsync(IVisitor visitor)
    {
        for (int turn = 1; !_enough.IsCancellationRequested; turn++)
        {
            try
            {
                if (await visitor.AskAsync(turn) is { } failure)
                {
                    Failures.Enqueue(failure);
                }
                else
                {
                    Interlocked.Increment(ref _requests);
                }
            }
            catch (HttpRequestException failure)
            {
                Failures.Enqueue($"{failure.Message} {failure.InnerException?.Message}");
            }
        }
    }
}

/// <summary>Somebody who is logged in.</summary>
internal interface IVisitor
{
    /// <summary>Makes one request; null when it was answered as it should be, else what was wrong.</summary>
    Task<string?> AskAsync(int turn);

    /// <summary>How often it was told to try again later (503).</summary>
    int Waits { get; }
}
