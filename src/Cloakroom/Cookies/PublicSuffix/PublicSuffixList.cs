using System.Diagnostics.CodeAnalysis;

namespace Cloakroom.Cookies;

/// <summary>
/// The Public Suffix List (publicsuffix.org) with its ICANN and its private section, wildcard and exception rules. Thread-safe and
/// immutable; a lookup by span takes no memory.
/// </summary>
public sealed class PublicSuffixList : IPublicSuffixes
{
    private const string Resource = "Cloakroom.Cookies.public-suffixes.bin";

    private static readonly Lazy<PublicSuffixList> Embedded = new(ReadEmbedded);

    private readonly SuffixTrie _trie;

    private PublicSuffixList(SuffixTrie trie) => _trie = trie;

    /// <summary>The list that comes with this library, made from Debian's package <c>publicsuffix</c>. Read at first use.</summary>
    public static PublicSuffixList Default => Embedded.Value;

    /// <summary>Which edition it is, as whoever made it named it; empty when nobody did.</summary>
    public string Edition => _trie.Edition;

    /// <summary>How many rules it has; counted anew at every call.</summary>
    public int CountRules() => _trie.CountRules();

    /// <summary>Reads a list in the format of publicsuffix.org, for those who need a newer one than the library brings.</summary>
    /// <param name="text">The text of <c>public_suffix_list.dat</c>.</param>
    /// <param name="edition">What <see cref="Edition"/> shall say; null takes the <c>VERSION</c> line of the text, if it has one.</param>
    /// <exception cref="FormatException">A line is not a rule.</exception>
    public static PublicSuffixList Parse(TextReader text, string? edition = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        SuffixRules rules = SuffixRules.Read(text);
        return new(SuffixTrie.Open(SuffixTrieWriter.Write(rules.Root, edition ?? rules.Version)));
    }

    /// <summary>Reads what <see cref="Save"/> wrote: much quicker than the text.</summary>
    /// <exception cref="FormatException">The bytes are something else, or of another version of this library.</exception>
    public static PublicSuffixList Load(ReadOnlyMemory<byte> bytes) => new(SuffixTrie.Open(bytes));

    /// <summary>Writes the compact form that <see cref="Load"/> reads.</summary>
    public void Save(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.Write(_trie.Bytes.Span);
    }

    /// <summary>What the list says about a host. Upper-case ASCII counts as lower case, and a dot at the end belongs to the last label.</summary>
    /// <param name="host">A name in ASCII form, not an IP address.</param>
    public PublicSuffix Find(ReadOnlySpan<char> host) => _trie.Find(host);

    /// <inheritdoc/>
    public string GetPublicSuffix(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        int length = _trie.Find(host).Length;
        return length == host.Length ? host : host[^length..];
    }

    /// <summary>Whether a name is a public suffix itself, so that no cookie can be set for all that is below it.</summary>
    /// <param name="host">A name in ASCII form, not an IP address.</param>
    public bool IsPublicSuffix(ReadOnlySpan<char> host) => !host.IsEmpty && _trie.Find(host).Length == host.Length;

    /// <summary>
    /// The registrable domain (public suffix and one label more) of a host as people write it: any case, Unicode or ASCII form. Null when
    /// there is none: the host is a public suffix itself, an IP address, empty, or not a host name.
    /// </summary>
    /// <returns>The end of the host in the spelling it came in, in lower case.</returns>
    public string? GetRegistrableDomain(string? host)
    {
        if (string.IsNullOrEmpty(host) || !HostName.TryParse(host, out HostName name) || name.IsAddress)
        {
            return null;
        }

        ReadOnlySpan<char> domain = GetRegistrableDomain(name.Text.AsSpan());
        if (domain.IsEmpty)
        {
            return null;
        }

        string spelled = host.ToLowerInvariant();
        return spelled[HostName.StartOfLastLabels(spelled, domain.TrimEnd('.').Count('.') + 1)..];
    }

    /// <summary>The registrable domain of a host in ASCII form that is not an IP address; empty when there is none. Takes no memory.</summary>
    public ReadOnlySpan<char> GetRegistrableDomain(ReadOnlySpan<char> host)
    {
        int length = _trie.Find(host).Length;
        if (length >= host.Length)
        {
            return default;
        }

        // The dot before the suffix, then one label more.
        ReadOnlySpan<char> above = host[..(host.Length - length - 1)];
        int start = above.LastIndexOf('.') + 1;
        return start == above.Length || host[0] == '.' || host.Contains("..", StringComparison.Ordinal) ? default : host[start..];
    }

    private static PublicSuffixList ReadEmbedded()
    {
        using Stream stream = typeof(PublicSuffixList).Assembly.GetManifestResourceStream(Resource) ?? Missing();
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new(SuffixTrie.OpenOwn(bytes));
    }

    [DoesNotReturn]
    private static Stream Missing() => throw new InvalidOperationException($"The resource {Resource} is not in the assembly.");
}
