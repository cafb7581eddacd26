namespace Cloakroom;

/// <summary>A question that many have at once, as when a lease lapses: one goes, the others wait for its answer.</summary>
/// <param name="ask">
/// Never twice at a time, and not cancelled by the one who goes, because the others wait for the same answer: it comes in bounded time.
/// </param>
internal sealed class SharedQuestion(Func<ValueTask<bool>> ask)
{
    private TaskCompletionSource<bool>? _underway;

    /// <param name="cancellationToken">Stops waiting for the answer to somebody else's question.</param>
    public async ValueTask<bool> AskAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mine = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _underway, mine, null) is { } underway)
        {
            return await underway.Task.WaitAsync(cancellationToken);
        }

        bool answer = false;
        try
        {
            answer = await ask();
        }
        finally
        {
            Volatile.Write(ref _underway, null);
            mine.TrySetResult(answer);
        }

        return answer;
    }
}
