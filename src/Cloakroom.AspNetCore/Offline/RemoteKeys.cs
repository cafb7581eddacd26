using Cloakroom.Keys;

namespace Cloakroom;

/// <summary>
/// The published keys of another Cloakroom, found by discovery (OpenID Connect Discovery 1.0 4). Asked for anew every 30 seconds, so that
/// an emergency rotation is known within a minute.
/// </summary>
internal sealed class RemoteKeys(HttpClient http, string issuer, TimeProvider time) : ITokenKeys, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Dictionary<string, VerificationKey> _keys = [];
    private Uri? _address;
    private long _askedAt = long.MinValue;
    private volatile bool _isAway = true;

    public async ValueTask<KeyAnswer> FindAsync(string kid, CancellationToken cancellationToken)
    {
        if (!_keys.ContainsKey(kid))
        {
            await RefreshIfDueAsync(cancellationToken);
        }

        return new(_keys.GetValueOrDefault(kid), _isAway);
    }

    /// <summary>Asks, unless that was done lately: after 30 seconds, or 5 where it failed.</summary>
    public async Task RefreshIfDueAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_askedAt == long.MinValue || time.GetElapsedTime(_askedAt) >= (_isAway ? KeyTimes.RetryEvery : KeyTimes.RefreshEvery))
            {
                _askedAt = time.GetTimestamp();
                _isAway = !await TryRefreshAsync();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>An address of the issuer's own scheme and host, or nothing.</summary>
    private static Uri? AddressIn(byte[] document, string issuer) =>
        TokenJson.TryRead(document) is { } found && found.TextOf("issuer") == issuer
        && Uri.TryCreate(found.TextOf("jwks_uri"), UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttps || address.GetLeftPart(UriPartial.Authority) == issuer) ? address : null;

    // Not given up with the request that happens to wait for it: others do too.
    private async Task<bool> TryRefreshAsync()
    {
        try
        {
            _address ??= AddressIn(await http.GetByteArrayAsync(new Uri(issuer + "/.well-known/openid-configuration")), issuer);
            if (_address is null || KeySet.TryRead(await http.GetByteArrayAsync(_address)) is not { Count: > 0 } found)
            {
                return false;
            }

            Replace(found);
            return true;
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    // A key that stays is the same object, so that what was verified with it stays verified.
    private void Replace(IReadOnlyList<VerificationKey> found)
    {
        Dictionary<string, VerificationKey> old = _keys;
        _keys = found.ToDictionary(k => k.Kid, k => old.TryGetValue(k.Kid, out VerificationKey? known) && known.IsSameAs(k) ? known : k, StringComparer.Ordinal);
        foreach (VerificationKey gone in old.Values.Where(k => !_keys.ContainsValue(k)))
        {
            gone.Withdraw();
        }
    }
}
