namespace Cloakroom.Tokens;

/// <summary>
/// Where a program keeps the tokens of the person who is logged in: the key chain of a phone, a file that only its owner can read. Calls
/// of one <see cref="TokenSession"/> come one after the other. What a call throws, the request that needed it throws.
/// </summary>
/// <remarks>Several programs may share one: before tokens are renewed, and before new ones are saved, they are read again.</remarks>
public interface ITokenStore
{
    /// <summary>The tokens; null when there are none, or what is there cannot be read as tokens any more.</summary>
    ValueTask<ClientTokens?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the tokens in place of those before, all or nothing: half of a pair is a logout.</summary>
    ValueTask SaveAsync(ClientTokens tokens, CancellationToken cancellationToken);

    /// <summary>Forgets the tokens; nothing to do when there are none.</summary>
    ValueTask DeleteAsync(CancellationToken cancellationToken);
}

/// <summary>Keeps tokens in memory: the login ends with the program. Thread-safe.</summary>
public sealed class MemoryTokenStore : ITokenStore
{
    private volatile ClientTokens? _tokens;

    /// <inheritdoc/>
    public ValueTask<ClientTokens?> LoadAsync(CancellationToken cancellationToken) => new(_tokens);

    /// <inheritdoc/>
    public ValueTask SaveAsync(ClientTokens tokens, CancellationToken cancellationToken)
    {
        _tokens = tokens;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        _tokens = null;
        return ValueTask.CompletedTask;
    }
}
