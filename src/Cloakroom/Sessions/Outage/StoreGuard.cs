namespace Cloakroom;

/// <summary>
/// Asks a store, in bounded time, and turns whatever it throws into <see cref="StoreUnavailableException"/>: its callers answer 503 to that
/// and to nothing else, so that a mistake of the application stays visible as what it is. Misuse (<see cref="ArgumentException"/>) and the
/// caller's own wish to stop are not the store's failures. While the breaker is open the store is not asked.
/// </summary>
internal sealed class StoreGuard : IDisposable
{
    /// <summary>For a question about one session.</summary>
    public static readonly TimeSpan Read = TimeSpan.FromMilliseconds(250);

    /// <summary>For a write, and for a question about many. What is overdue may still happen.</summary>
    public static readonly TimeSpan Write = TimeSpan.FromMilliseconds(500);

    /// <summary>For clean-up, which no request waits for.</summary>
    public static readonly TimeSpan Background = TimeSpan.FromSeconds(30);

    private readonly ISessionStore _store;
    private readonly TimeProvider _time;
    private readonly Action<StoreNews> _news;
    private readonly string _kind;

    public StoreGuard(ISessionStore store, TimeProvider time, Action<StoreNews> news)
    {
        (_store, _time, _news, _kind) = (store, time, news, StoreCall.KindOf(store));
        Breaker = new CircuitBreaker(time, AnswersAsync, news);
    }

    public CircuitBreaker Breaker { get; }

    /// <exception cref="StoreUnavailableException">The store failed, did not answer in time, or is known to be away.</exception>
    public ValueTask<TAnswer> AskAsync<TStore, TQuestion, TAnswer>(
        string name, TStore store, TQuestion question, Func<TStore, TQuestion, CancellationToken, ValueTask<TAnswer>> call, TimeSpan limit, CancellationToken cancellationToken) =>
        Breaker.IsOpen
            ? ValueTask.FromException<TAnswer>(new StoreUnavailableException("The session store is away.") { WasAsked = false })
            : TryAsync(name, store, question, call, limit, cancellationToken);

    /// <summary>Whether the store answers a question that has nothing to do with anybody.</summary>
    // Of a session that does not exist: whatever the answer is, it is an answer. Cancelled when overdue, so that probes do not pile up.
    public async Task<bool> AnswersAsync()
    {
        using var overdue = new CancellationTokenSource(Read, _time);
        try
        {
            await TryAsync("probe", _store, SessionId.Create(), static (s, id, c) => s.FindAsync(id.DigestFor(s), c), Read, overdue.Token);
            return true;
        }
        catch (OperationCanceledException late)
        {
            Breaker.Failed(late);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Reported already.
        }

        return false;
    }

    /// <summary>A failure that is not of one call.</summary>
    public void Report(Exception failure) => Report("feed", failure);

    private void Report(string call, Exception failure)
    {
        Telemetry.StoreFailures.Add(1, new("store", _kind), new("call", call));
        _news(new StoreNews.Failed(failure));
    }

    public void Dispose() => Breaker.Dispose();

    /// <summary>Waits for a call, but not for longer than the limit. What comes of it later is nobody's concern.</summary>
    /// <exception cref="TimeoutException">It takes longer.</exception>
    public async ValueTask<T> InTimeAsync<T>(ValueTask<T> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (call.IsCompleted)
        {
            return await call;
        }

        Task<T> task = call.AsTask();
        try
        {
            return await task.WaitAsync(limit, _time, cancellationToken);
        }
        finally
        {
            if (!task.IsCompleted)
            {
                _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
        }
    }

    private async ValueTask<TAnswer> TryAsync<TStore, TQuestion, TAnswer>(
        string name, TStore store, TQuestion question, Func<TStore, TQuestion, CancellationToken, ValueTask<TAnswer>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        using StoreCall measured = StoreCall.Begin(_kind, name, _time);
        string outcome = StoreCall.Stopped;
        try
        {
            TAnswer answer = await InTimeAsync(call(store, question, cancellationToken), limit, cancellationToken);
            Breaker.Succeeded();
            outcome = StoreCall.Ok;
            return answer;
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            outcome = failure is TimeoutException ? StoreCall.Late : StoreCall.Failed;
            Report(name, failure);
            Breaker.Failed(failure);
            throw failure switch
            {
                StoreUnavailableException unavailable => unavailable,
                TimeoutException => new StoreUnavailableException("The session store did not answer in time.", failure),
                _ => new StoreUnavailableException("The session store failed.", failure),
            };
        }
        finally
        {
            measured.End(outcome);
        }
    }

    private static bool IsFailure(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        ArgumentException or OutOfMemoryException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => true,
    };
}
