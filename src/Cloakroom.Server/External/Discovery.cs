using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Cloakroom.Server.External;

/// <summary>
/// What a provider says of itself (OpenID Connect Discovery 4) and its keys. Fetched when first needed, so that the server starts and its
/// login page works while the provider is away; one fetch at a time for all who wait, and none right after one that failed.
/// </summary>
internal sealed class Discovery(ExternalOptions options, ProviderCalls calls, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1), Pause = TimeSpan.FromSeconds(2), BetweenKeys = TimeSpan.FromSeconds(30), Doubt = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Task<OpenIdConnectConfiguration?>? _fetch;
    private OpenIdConnectConfiguration? _known;
    private DateTimeOffset _fetchedAt, _askedForKeysAt;
    private long _failedAt = long.MinValue / 2;

    /// <summary>Whether the provider did not answer a moment ago.</summary>
    public bool IsAway => FailedWithin(Doubt);

    /// <summary>The document; null while it cannot be had.</summary>
    public async Task<OpenIdConnectConfiguration?> GetAsync(CancellationToken cancellationToken)
    {
        Task<OpenIdConnectConfiguration?> fetch;
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            if ((_known is not null && now - _fetchedAt < Fresh) || FailedWithin(Pause))
            {
                return _known;
            }

            fetch = Fetch();
        }

        // What is known already goes on being used: keys that are gone verify nothing anyway.
        return await fetch.WaitAsync(cancellationToken) ?? _known;
    }

    /// <summary>The same, fetched anew: a token is signed by a key that is not known. Seldom, since anybody can make up the name of a key.</summary>
    public async Task<OpenIdConnectConfiguration?> GetAnewAsync(CancellationToken cancellationToken)
    {
        Task<OpenIdConnectConfiguration?> fetch;
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now - _askedForKeysAt < BetweenKeys)
            {
                return null;
            }

            _askedForKeysAt = now;
            fetch = Fetch();
        }

        return await fetch.WaitAsync(cancellationToken);
    }

    /// <summary>The provider did not answer a call.</summary>
    public void Failed() => Volatile.Write(ref _failedAt, time.GetUtcNow().ToUnixTimeMilliseconds());

    private bool FailedWithin(TimeSpan span) => time.GetUtcNow().ToUnixTimeMilliseconds() - Volatile.Read(ref _failedAt) < span.TotalMilliseconds;

    private Task<OpenIdConnectConfiguration?> Fetch() => _fetch is { IsCompleted: false } running ? running : _fetch = Task.Run(FetchAsync);

    private async Task<OpenIdConnectConfiguration?> FetchAsync()
    {
        try
        {
            string address = $"{options.Authority.TrimEnd('/')}/.well-known/openid-configuration";
            OpenIdConnectConfiguration found = await OpenIdConnectConfigurationRetriever.GetAsync(address, calls.Documents(options), CancellationToken.None);
            if (WhyNot(found) is { } problem)
            {
                calls.Report(options, problem);
                Failed();
                return null;
            }

            lock (_lock)
            {
                (_known, _fetchedAt) = (found, time.GetUtcNow());
            }

            Volatile.Write(ref _failedAt, long.MinValue / 2);
            return found;
        }
        catch (Exception failure) when (ProviderCalls.IsFailure(failure))
        {
            calls.Report(options, $"discovery: {failure.GetType().Name}");
            Failed();
            return null;
        }
    }

    // Discovery 4.3: the issuer is the one that was asked; a slash at the end is how some write it in their settings.
    private string? WhyNot(OpenIdConnectConfiguration found) =>
        found.Issuer?.TrimEnd('/') != options.Authority.TrimEnd('/') ? "the discovery document is of another issuer"
        : !IsGood(found.AuthorizationEndpoint) || !IsGood(found.TokenEndpoint) ? "the discovery document names no endpoints over https"
        : found.SigningKeys.Count == 0 ? "the provider publishes no keys"
        : null;

    private bool IsGood(string? endpoint) => Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? url)
        && (url.Scheme == "https" || (url.Scheme == "http" && options.Authority.StartsWith("http:", StringComparison.OrdinalIgnoreCase)));
}
