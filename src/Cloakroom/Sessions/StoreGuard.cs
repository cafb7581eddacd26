namespace Cloakroom;

/// <summary>
/// Asks a store, and turns whatever it throws into <see cref="StoreUnavailableException"/>: its callers answer 503 to that and to nothing
/// else, so that a mistake of the application stays visible as what it is. Misuse (<see cref="ArgumentException"/>) and the caller's own
/// wish to stop are not the store's failures.
/// </summary>
/// <param name="failed">Told of every failure; for logs.</param>
internal sealed class StoreGuard(Action<Exception> failed)
{
    public async ValueTask<TAnswer> AskAsync<TStore, TQuestion, TAnswer>(
        TStore store, TQuestion question, Func<TStore, TQuestion, CancellationToken, ValueTask<TAnswer>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(store, question, cancellationToken);
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            Report(failure);
            throw failure as StoreUnavailableException ?? new StoreUnavailableException("The session store failed.", failure);
        }
    }

    public void Report(Exception failure)
    {
        Telemetry.StoreFailures.Add(1);
        failed(failure);
    }

    private static bool IsFailure(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        ArgumentException or OutOfMemoryException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => true,
    };
}
