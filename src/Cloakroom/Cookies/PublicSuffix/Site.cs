namespace Cloakroom.Cookies;

/// <summary>
/// What browsers call a site (HTML 7.1.1 "obtain a site"): the scheme and the registrable domain, or the host itself where it has none. Ports
/// do not count. Two sites are the same exactly if they are equal; that is HTML's "same site", which looks at the scheme as well.
/// </summary>
public sealed record Site
{
    private Site(string scheme, string domain) => (Scheme, Domain) = (scheme, domain);

    /// <summary><c>https</c> or <c>http</c>; empty for an opaque site.</summary>
    public string Scheme { get; }

    /// <summary>The registrable domain, or the host: an IP address, a public suffix, a name of one label such as <c>localhost</c>.</summary>
    public string Domain { get; }

    /// <summary>Whether it is the site of something without an address, such as a sandboxed frame or a <c>data:</c> page.</summary>
    public bool IsOpaque => Scheme.Length == 0;

    /// <summary>
    /// A site that is the same only as itself: every call makes another one.
    /// </summary>
    public static Site NewOpaque() => new("", "");

    /// <summary>
    /// The site of an address: of http and https, of a WebSocket the one of its handshake, of a <c>blob:</c> that of whoever made it. Every
    /// other scheme has an opaque one.
    /// </summary>
    /// <param name="url">An absolute address.</param>
    /// <param name="suffixes">Who knows the public suffixes; <see cref="PublicSuffixList.Default"/> unless there is a reason.</param>
    public static Site Of(Uri url, IPublicSuffixes suffixes)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(suffixes);
        return (url.IsAbsoluteUri ? url.Scheme : "") switch
        {
            "https" or "wss" => Of("https", url, suffixes),
            "http" or "ws" => Of("http", url, suffixes),
            "blob" when Uri.TryCreate(url.OriginalString["blob:".Length..], UriKind.Absolute, out Uri? maker) && maker.Scheme is "http" or "https" =>
                Of(maker, suffixes),
            _ => NewOpaque(),
        };
    }

    /// <summary>The site of a host under a scheme.</summary>
    /// <param name="scheme"><c>https</c> or <c>http</c>.</param>
    /// <param name="host">The host.</param>
    /// <param name="suffixes">Who knows the public suffixes.</param>
    public static Site Of(string scheme, HostName host, IPublicSuffixes suffixes)
    {
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        ArgumentNullException.ThrowIfNull(suffixes);
        return new(scheme, host.IsAddress ? host.Text : RegistrableDomain(host.Text, suffixes));
    }

    /// <summary>The same site but for the scheme (HTML "schemelessly same site").</summary>
    public bool IsSchemelesslySame(Site other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(this, other) || (!IsOpaque && !other.IsOpaque && Domain == other.Domain);
    }

    /// <summary>Whether two sites are the same; an opaque one is the same only as itself.</summary>
    public bool Equals(Site? other) => ReferenceEquals(this, other) || (other is not null && !IsOpaque && Scheme == other.Scheme && Domain == other.Domain);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scheme, Domain);

    /// <summary>For example <c>https://app.example</c>, or <c>opaque</c>.</summary>
    public override string ToString() => IsOpaque ? "opaque" : $"{Scheme}://{Domain}";

    private static Site Of(string scheme, Uri url, IPublicSuffixes suffixes) =>
        HostName.TryParse(url, out HostName host) ? Of(scheme, host, suffixes) : NewOpaque();

    // The suffix and one label more; the host itself where there is no more.
    private static string RegistrableDomain(string host, IPublicSuffixes suffixes)
    {
        int suffix = suffixes.GetPublicSuffix(host).Length;
        return suffix >= host.Length ? host : host[(host.AsSpan(..^(suffix + 1)).LastIndexOf('.') + 1)..];
    }
}
