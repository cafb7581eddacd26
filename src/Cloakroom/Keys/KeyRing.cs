using System.Collections.Immutable;

namespace Cloakroom.Keys;

/// <summary>
/// The keys of this program: made once by whichever node is first, read by all, exchanged every 30 days. What is known goes on being used
/// while the store is away.
/// </summary>
/// <param name="store">Where the keys are.</param>
/// <param name="options">What to do about keys that cannot be read.</param>
/// <param name="time">The one clock.</param>
/// <param name="secret">Under what they are sealed; null for nothing.</param>
internal sealed class KeyRing(IKeyMaterialStore store, KeyOptions options, TimeProvider time, KeySecret? secret = null) : ITokenKeys, IDisposable
{
    private readonly KeyShelf _shelf = new(store, secret, time);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private volatile KeyList _list = KeyList.Empty;
    private volatile RingLook? _last;
    private Task? _search;
    private long? _lookedAt, _searchedAt;

    /// <summary>Whether the keys end with this process.</summary>
    public bool IsEphemeral => store is MemoryKeyStore;

    /// <summary>The key that signs.</summary>
    /// <exception cref="StoreUnavailableException">None has been read yet.</exception>
    public SigningKey Current => _list.Current(time.GetUtcNow()) ?? throw new StoreUnavailableException("No signing key has been read from the store yet.");

    /// <summary>The keys that verifiers are told: those that are to sign, the one that does, and retired ones while their tokens are good.</summary>
    public IReadOnlyList<VerificationKey> Published => [.. _list.Published(time.GetUtcNow()).Select(k => k.Public)];

    /// <summary>Whether any key is known.</summary>
    public bool IsKnown => !_list.IsEmpty;

    /// <summary>What each key is at the moment.</summary>
    public IReadOnlyList<KeyView> View() => _list.View(time.GetUtcNow());

    /// <summary>Reads the ring for the first time. A store that is away does not stop the start.</summary>
    /// <exception cref="StoreStartException">There are keys that cannot be read; new ones are not made without being asked for.</exception>
    public async Task<RingLook> StartAsync() =>
        await RefreshAsync() is var look && look is RingLook.Unreadable unreadable ? throw new StoreStartException(unreadable.Sentence) : look;

    /// <summary>Reads the ring when it is time to; null when it is not.</summary>
    public async Task<RingLook?> RefreshIfDueAsync()
    {
        TimeSpan period = _last is RingLook.Done ? KeyTimes.RefreshEvery : KeyTimes.RetryEvery;
        return IsDue(_lookedAt, period) ? await RefreshAsync() : null;
    }

    /// <summary>Reads the ring, makes the first or the next key when it is time for it, and removes those that are over.</summary>
    public async Task<RingLook> RefreshAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _lookedAt = time.GetTimestamp();
            return _last = await LookAsync();
        }
        catch (StoreUnavailableException away)
        {
            return _last = new RingLook.Away(away);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Makes the next key, which signs in 24 hours; or at once, and then all others are removed, so that every token signed by them is
    /// refused: here from now on, on other nodes within a minute.
    /// </summary>
    /// <returns>Whether a key was made: there may be a next one already.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer; ask again.</exception>
    public async Task<bool> RotateAsync(bool atOnce)
    {
        await _turn.WaitAsync();
        try
        {
            ImmutableArray<KeyEntry> before = await _shelf.ReadAsync();
            ImmutableArray<KeyEntry> after = await _shelf.MakeAsync(before, entries => Wanted(entries, atOnce));
            long newest = after.IsEmpty ? 0 : after[^1].Number;
            Take(atOnce ? await _shelf.RemoveAsync(after, e => e.Number != newest) : after);
            return after.Length > before.Length;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask<KeyAnswer> FindAsync(string kid, CancellationToken cancellationToken)
    {
        if (_list.Find(kid, time.GetUtcNow()) is { } known)
        {
            return new(known.Public, IsAway: false);
        }

        await Search().WaitAsync(cancellationToken);
        VerificationKey? found = _list.Find(kid, time.GetUtcNow())?.Public;
        return new(found, IsAway: found is null && _last is not RingLook.Done);
    }

    public void Dispose() => _turn.Dispose();

    private async Task<RingLook> LookAsync()
    {
        ImmutableArray<KeyEntry> entries = await _shelf.ReadAsync();
        if (entries.Any(e => e.Key is null) && options.New)
        {
            entries = await _shelf.MakeAsync(entries, now => now.Any(e => e.Key is null) ? time.GetUtcNow() : null);
            long newest = entries[^1].Number;
            entries = await _shelf.RemoveAsync(entries, e => e.Key is null && e.Number != newest);
        }

        // What others have removed is withdrawn before anything else can fail.
        Take(entries);
        if (entries.Any(e => e.Key is null))
        {
            return new RingLook.Unreadable(Sentence());
        }

        // What most looks come to; a start waits for one.
        if (!entries.IsEmpty && _list.NextIsDue(time.GetUtcNow()) is null && !_list.Over(time.GetUtcNow()).Any())
        {
            return RingLook.Done.Instance;
        }

        entries = await _shelf.MakeAsync(entries, all => all.IsEmpty ? time.GetUtcNow() : KeyList.Of(all).NextIsDue(time.GetUtcNow()));
        Take(entries);
        string[] over = [.. KeyList.Of(entries).Over(time.GetUtcNow()).Select(e => e.Name)];
        Take(await _shelf.RemoveAsync(entries, e => over.Contains(e.Name, StringComparer.Ordinal)));
        return RingLook.Done.Instance;
    }

    // At once always; otherwise only while the last one signs.
    private DateTimeOffset? Wanted(ImmutableArray<KeyEntry> entries, bool atOnce)
    {
        DateTimeOffset now = time.GetUtcNow();
        return atOnce || entries.IsEmpty ? now
            : KeyList.Of(entries) is var list && list.View(now).Any(k => k.State == KeyState.Next) ? null : now + KeyTimes.Lead;
    }

    // A key that is known stays the same object, so that whoever remembers it sees when it is withdrawn.
    private void Take(ImmutableArray<KeyEntry> entries)
    {
        KeyList before = _list;
        DateTimeOffset now = time.GetUtcNow();
        var after = KeyList.Of(entries.Select(e => e.Key is { } key && before.Find(key.Kid, now) is { } known ? e with { Key = known } : e));
        _list = after;
        foreach (SigningKey gone in before.All.Where(k => after.Find(k.Kid, now) is null))
        {
            gone.Public.Withdraw();
        }
    }

    // Those who ask while a search runs share it; a new one starts no sooner than 30 seconds after the last.
    private Task Search()
    {
        lock (_gate)
        {
            if (_search is { IsCompleted: false })
            {
                return _search;
            }

            if (!IsDue(_searchedAt, KeyTimes.RefreshEvery))
            {
                return Task.CompletedTask;
            }

            _searchedAt = time.GetTimestamp();
            return _search = Task.Run(RefreshAsync);
        }
    }

    private bool IsDue(long? since, TimeSpan period) => since is not { } start || time.GetElapsedTime(start) >= period;

    private string Sentence() =>
        $"Signing keys in the store cannot be read: {(secret is null ? "they are damaged or encrypted, and Cloakroom:Keys:Secret is not set" : "they are damaged or encrypted under another secret than Cloakroom:Keys:Secret")}; "
        + "set the secret under which they were written, or set Cloakroom:Keys:New to true (--new-keys) to replace them, which ends all access tokens signed by them.";
}
