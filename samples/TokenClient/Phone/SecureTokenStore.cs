using Cloakroom.Tokens;

namespace TokenClient.Phone;

/// <summary>Tokens in the phone's own safe.</summary>
public sealed class SecureTokenStore(ISecureStorage storage) : ITokenStore
{
    private const string Key = "cloakroom.tokens";

    // What cannot be read as tokens, as after a restore to another phone, is none: the person logs in again.
    public async ValueTask<ClientTokens?> LoadAsync(CancellationToken cancellationToken) =>
        ClientTokens.TryParse(await storage.GetAsync(Key), out ClientTokens? tokens) ? tokens : null;

    public async ValueTask SaveAsync(ClientTokens tokens, CancellationToken cancellationToken) => await storage.SetAsync(Key, tokens.Reveal());

    public ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        storage.Remove(Key);
        return ValueTask.CompletedTask;
    }
}
