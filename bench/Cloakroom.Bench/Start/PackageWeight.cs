using System.Globalization;
using System.Text.Json;

namespace Cloakroom.Bench.Start;

/// <summary>How much a package of the library adds to an application.</summary>
/// <param name="Name">The package.</param>
/// <param name="Bytes">Size of its assembly.</param>
/// <param name="Brings">Names of the packages of others that come with it, directly or not, those of the shared framework left out.</param>
internal sealed record PackageWeight(string Name, long Bytes, string[] Brings)
{
    public string Size => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1024.0:N0} KiB");

    public static PackageWeight Of(Places places, string name)
    {
        string assembly = places.Built(name);
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(assembly, ".deps.json")));
        string[] brings = [.. document.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(l => l.Value.GetProperty("type").GetString() == "package").Select(l => l.Name.Split('/')[0])
            .Where(n => !n.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return new(name, new FileInfo(assembly).Length, brings);
    }
}
