using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Cloakroom.Server.Pages;

/// <summary>
/// Style, scripts and icon. They are part of the executable, so that it runs from any folder, and named by their content, so that a
/// browser keeps them for a year and yet never shows an old one. The name of their folder is one that an application on the same host does not
/// have.
/// </summary>
internal static class Assets
{
    public const string Folder = "Cloakroom.Server.wwwroot";
    public const string Path = "/_cloakroom";

    private const string Version = "v";

    private static readonly FrozenDictionary<string, string> Versions = ReadVersions();

    /// <summary>The address of an asset by its file name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such file.</exception>
    public static string Url(string name) => $"{Path}/{name}?{Version}={Versions[name]}";

    /// <summary>A year for an address that names the content it gets (RFC 8246); otherwise the browser has to ask each time.</summary>
    public static string CacheControl(HttpRequest request) =>
        Versions.TryGetValue(request.Path.Value?[(request.Path.Value.LastIndexOf('/') + 1)..] ?? "", out string? version)
        && request.Query[Version] == version
            ? "public, max-age=31536000, immutable" : "no-cache";

    private static FrozenDictionary<string, string> ReadVersions()
    {
        Assembly assembly = typeof(Assets).Assembly;
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder + ".", StringComparison.Ordinal)))
        {
            using Stream content = assembly.GetManifestResourceStream(resource)
                ?? throw new InvalidOperationException($"The asset {resource} is listed but cannot be read.");
            versions.Add(resource[(Folder.Length + 1)..], Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
        }

        return versions.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
