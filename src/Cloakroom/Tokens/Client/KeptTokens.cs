namespace Cloakroom.Tokens;

/// <summary>The tokens in memory and in the store, changed by one call at a time: a login or a logout beats any renewal that runs.</summary>
internal sealed class KeptTokens(ITokenStore store) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile ClientTokens? _current;
    private bool _isUnsaved;

    /// <summary>Those in memory, else those of the store.</summary>
    public async ValueTask<ClientTokens?> GetAsync(CancellationToken cancellationToken) =>
        _current is { } current && !_isUnsaved ? current : await InTurnAsync(ReadAsync, cancellationToken).ConfigureAwait(false);

    /// <summary>Those of the store: another program may have changed them.</summary>
    public Task<ClientTokens?> ReadAgainAsync() => InTurnAsync(
        cancellationToken =>
        {
            _current = _isUnsaved ? _current : null;
            return ReadAsync(cancellationToken);
        },
        CancellationToken.None);

    /// <summary>Keeps those of a login.</summary>
    public Task PutAsync(ClientTokens tokens) => InTurnAsync(
        async cancellationToken => await SaveAsync(tokens, cancellationToken).ConfigureAwait(false), CancellationToken.None);

    /// <summary>Keeps renewed tokens, unless there was a login or a logout meanwhile, here or in another program. Returns those that count.</summary>
    public Task<ClientTokens?> ReplaceAsync(ClientTokens old, ClientTokens next) => InTurnAsync(
        async cancellationToken => await IsStillAsync(old, cancellationToken).ConfigureAwait(false)
            ? await SaveAsync(next, cancellationToken).ConfigureAwait(false) : _current,
        CancellationToken.None);

    /// <summary>Forgets tokens that the server has refused, unless there was a login or a logout meanwhile.</summary>
    /// <returns>Whether they were still there; the tokens that count now.</returns>
    public async Task<(bool Dropped, ClientTokens? Left)> DropAsync(ClientTokens refused)
    {
        bool dropped = false;
        ClientTokens? left = await InTurnAsync(
            async cancellationToken =>
            {
                dropped = await IsStillAsync(refused, cancellationToken).ConfigureAwait(false);
                if (dropped)
                {
                    await ForgetAsync(cancellationToken).ConfigureAwait(false);
                }

                return _current;
            },
            CancellationToken.None).ConfigureAwait(false);
        return (dropped, left);
    }

    /// <summary>Forgets the tokens, and returns those there were.</summary>
    public Task<ClientTokens?> TakeAsync() => InTurnAsync(
        async cancellationToken =>
        {
            ClientTokens? last = await LoadAsync(cancellationToken).ConfigureAwait(false);
            await ForgetAsync(cancellationToken).ConfigureAwait(false);
            return last;
        },
        CancellationToken.None);

    public void Dispose() => _turn.Dispose();

    private async Task<ClientTokens?> InTurnAsync(Func<CancellationToken, ValueTask<ClientTokens?>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<ClientTokens?> ReadAsync(CancellationToken cancellationToken) =>
        // What a store could not take is given to it once more, before it is used.
        _isUnsaved && _current is { } unsaved ? await SaveAsync(unsaved, cancellationToken).ConfigureAwait(false)
        : _current ??= await store.LoadAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask<ClientTokens?> LoadAsync(CancellationToken cancellationToken) =>
        _isUnsaved ? _current : await store.LoadAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> IsStillAsync(ClientTokens tokens, CancellationToken cancellationToken)
    {
        if (!tokens.Are(_current))
        {
            return false;
        }

        _current = await LoadAsync(cancellationToken).ConfigureAwait(false);
        return tokens.Are(_current);
    }

    private async ValueTask<ClientTokens?> SaveAsync(ClientTokens tokens, CancellationToken cancellationToken)
    {
        (_current, _isUnsaved) = (tokens, true);
        await store.SaveAsync(tokens, cancellationToken).ConfigureAwait(false);
        _isUnsaved = false;
        return tokens;
    }

    private async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        (_current, _isUnsaved) = (null, false);
        await store.DeleteAsync(cancellationToken).ConfigureAwait(false);
    }
}
