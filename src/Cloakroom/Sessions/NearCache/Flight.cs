namespace Cloakroom;

/// <summary>
/// One store call and everyone who waits for its answer. The call belongs to none of them: it is cancelled when the last has left.
/// </summary>
internal sealed class Flight(SessionDigest digest) : IDisposable
{
    private readonly TaskCompletionSource<Landing> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _call = new();

    public SessionDigest Digest { get; } = digest;

    public Task<Landing> Landing => _landing.Task;

    /// <summary>Guarded by the shard's lock.</summary>
    public int Waiting { get; set; }

    /// <summary>The store has answered or failed. Guarded by the shard's lock; final.</summary>
    public bool Landed { get; set; }

    /// <summary>The last waiter left before that. Guarded by the shard's lock; final once landed.</summary>
    public bool Abandoned { get; set; }

    /// <summary>Calls the store, and makes the copy to keep under the fingerprint, if one is given.</summary>
    public async Task<Landing> AskAsync(ISessionStore store, Fingerprint? keepUnder, SharedText shared)
    {
        try
        {
            StoredSession answer = await store.FindAsync(Digest, _call.Token);
            if (answer.Session is not { } live)
            {
                return new Landing(answer, null);
            }

            // Never the wrong user (invariant 2), whatever the store mixed up.
            return live.Digest == Digest
                ? new Landing(answer, keepUnder is { } fingerprint ? CacheFootprint.Copy(live, fingerprint, shared) : null)
                : throw new StoreUnavailableException("The store answered with the record of another session.");
        }
        catch (OperationCanceledException e) when (!_call.IsCancellationRequested)
        {
            // Nobody here cancelled. Passed on as it is, every waiter would take it for its own client having left.
            throw new StoreUnavailableException("The store gave up the call.", e);
        }
    }

    public void Complete(Task<Landing> asked)
    {
        _landing.SetFromTask(asked);

        // A failure that nobody waited for any more is no news.
        _ = _landing.Task.Exception;
    }

    // On another thread: what the store does when cancelled is not for the waiter who left to wait for.
    public void Cancel() => _ = _call.CancelAsync();

    /// <summary>Only for a flight that was not abandoned: <see cref="Cancel"/> may still be at work on another.</summary>
    public void Dispose() => _call.Dispose();
}

/// <summary>What a flight brought.</summary>
/// <param name="Answer">What the store said.</param>
/// <param name="Entry">The copy to keep, if any.</param>
internal sealed record Landing(StoredSession Answer, CachedSession? Entry);
