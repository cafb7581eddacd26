namespace Cloakroom.Server.External;

/// <summary>A provider that people may log in with.</summary>
/// <param name="Options">Its settings.</param>
/// <param name="Discovery">What it says of itself.</param>
internal sealed record ExternalProvider(ExternalOptions Options, Discovery Discovery)
{
    public string Name => Options.Name;

    public string Title => Options.Title;

    /// <summary>Under which its accounts are kept: the issuer as it is in the settings, so that a provider that is away is still known by its links.</summary>
    public string Key => Options.Authority.TrimEnd('/');

    /// <summary>Whether it did not answer a moment ago, for its button to say so.</summary>
    public bool IsAway => Discovery.IsAway;

    /// <summary>Where it sends the browser back to. One for each provider (RFC 9700 4.4.2): what another one sends does not fit.</summary>
    public string CallbackPath => $"/auth/external/{Name}/callback";
}

/// <summary>All of them, in the order of the settings.</summary>
internal sealed class ExternalProviders(IEnumerable<ExternalOptions> options, ProviderCalls calls, TimeProvider time)
{
    public IReadOnlyList<ExternalProvider> All { get; } = [.. options.Select(o => new ExternalProvider(o, new Discovery(o, calls, time)))];

    public ExternalProvider? Find(string? name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>The one whose accounts are kept under a key.</summary>
    public ExternalProvider? FindByKey(string key) => All.FirstOrDefault(p => p.Key == key);
}
