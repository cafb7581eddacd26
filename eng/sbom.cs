#!/usr/bin/env -S dotnet run
#:property PublishAot=false

// Writes the software bill of materials of the server, CycloneDX 1.6 as JSON, from what its last restore has resolved:
//
//     dotnet build src/Cloakroom.Server && eng/sbom.cs
//
// The result is the same for the same restore: it has no time and no serial number. With an argument it is written to that file instead of
// artifacts/sbom/cloakroom.cdx.json. After `dotnet publish --runtime linux-x64 --self-contained`, which restores for that runtime, the parts
// of the runtime that go into the file are listed with their versions.
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

const string Framework = "net10.0", Licence = "Apache-2.0";
string target = Path.GetFullPath(args is [var named] ? named : In("artifacts/sbom/cloakroom.cdx.json"));
string restored = In("artifacts/obj/Cloakroom.Server/project.assets.json");
if (!File.Exists(restored))
{
    Console.Error.WriteLine($"{restored} is missing; build src/Cloakroom.Server first.");
    return 1;
}

JsonObject assets = Parse(restored);
string version = Text(Object(assets, "project")["version"]);
KeyValuePair<string, JsonNode?>[] shipped = [.. Object(Object(assets, "targets"), Framework).Where(l => IsShipped(l.Value)).OrderBy(l => l.Key, StringComparer.Ordinal)];
List<JsonObject> packages = [.. shipped.Select(l => IsOwn(l.Value) ? Own(l.Key, "library") : Package(l.Key))];
packages.AddRange(Runtime());
packages.Add(Data("public suffix list", "src/Cloakroom/Cookies/PublicSuffix/public-suffixes.bin", "MPL-2.0"));
packages.Add(Data("common passwords", "src/Cloakroom.Server/Accounts/CommonPasswords/common-passwords.bin", "MIT AND BSD-3-Clause"));
IEnumerable<string> direct = Object(Restored(), "dependencies").Select(d => d.Key).Concat(shipped.Where(l => IsOwn(l.Value)).Select(l => Name(l.Key)));
JsonObject[] needs =
    [Needs($"Cloakroom.Server@{version}", direct), .. shipped.Select(l => Needs(Reference(l.Key), (l.Value?["dependencies"] as JsonObject ?? []).Select(d => d.Key)))];

var bill = new JsonObject
{
    ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
    ["bomFormat"] = "CycloneDX",
    ["specVersion"] = "1.6",
    ["version"] = 1,
    ["metadata"] = new JsonObject { ["lifecycles"] = new JsonArray(new JsonObject { ["phase"] = "build" }), ["component"] = Own($"Cloakroom.Server/{version}", "application") },
    ["components"] = new JsonArray([.. packages]),
    ["dependencies"] = new JsonArray([.. needs]),
};
Directory.CreateDirectory(Path.GetDirectoryName(target) ?? ".");
File.WriteAllText(target, bill.ToJsonString(new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");
Console.WriteLine($"{Path.GetFileName(target)}: {packages.Count} components");
return 0;

// An analyzer brings nothing along: no file, and no other package.
static bool IsShipped(JsonNode? library) =>
    IsOwn(library) || library?["dependencies"] is JsonObject || library?["runtime"] is JsonObject || library?["runtimeTargets"] is JsonObject;

static bool IsOwn(JsonNode? library) => Text(library?["type"]) == "project";

JsonObject Restored() => Object(Object(Object(assets, "project"), "frameworks"), Framework);

JsonObject Own(string id, string type) => new()
{
    ["type"] = type, ["bom-ref"] = Reference(id), ["name"] = Name(id), ["version"] = version, ["licenses"] = Licences(Licence),
};

JsonObject Package(string id)
{
    JsonObject library = Object(Object(assets, "libraries"), id);
    return new()
    {
        ["type"] = "library", ["bom-ref"] = Reference(id), ["name"] = Name(id), ["version"] = id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..],
        ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(Text(library["sha512"]))) }),
        ["licenses"] = LicencesOf(Text(library["path"])), ["purl"] = $"pkg:nuget/{id.Replace('/', '@')}",
    };
}

// With a runtime of its own the packages of the runtime are named with their versions; without, the machine brings it.
IEnumerable<JsonObject> Runtime()
{
    JsonNode[] packs = [.. (Restored()["downloadDependencies"] as JsonArray ?? []).OfType<JsonNode>().Where(d => Text(d["name"]).Contains(".App.Runtime.", StringComparison.Ordinal))];
    return packs.Length > 0
        ? packs.Select(p => (Name: Text(p["name"]), Version: Text(p["version"]).Trim('[', ']').Split(',')[0])).OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => new JsonObject { ["type"] = "framework", ["bom-ref"] = $"{p.Name}@{p.Version}", ["name"] = p.Name, ["version"] = p.Version, ["licenses"] = Licences("MIT"), ["purl"] = $"pkg:nuget/{p.Name}@{p.Version}" })
        : Object(Restored(), "frameworkReferences").OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => new JsonObject { ["type"] = "framework", ["bom-ref"] = f.Key, ["name"] = f.Key, ["description"] = "The one of the machine that it runs on.", ["licenses"] = Licences("MIT") });
}

static JsonObject Data(string name, string file, string licence) => new()
{
    ["type"] = "data", ["bom-ref"] = name, ["name"] = name,
    ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-256", ["content"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(In(file)))) }),
    ["licenses"] = Licences(licence),
};

JsonObject Needs(string of, IEnumerable<string> names) => new()
{
    ["ref"] = of,
    ["dependsOn"] = new JsonArray([.. packages.Where(p => names.Contains(Text(p["name"]), StringComparer.Ordinal)).Select(p => JsonValue.Create(Text(p["bom-ref"])))]),
};

// A package says it by an expression of SPDX, or has the text in a file.
JsonArray LicencesOf(string path)
{
    string? folder = Object(assets, "packageFolders").Select(f => Path.Combine(f.Key, path)).FirstOrDefault(Directory.Exists);
    XElement licence = (folder is null ? null : XDocument.Load(Directory.GetFiles(folder, "*.nuspec")[0]).Descendants().FirstOrDefault(e => e.Name.LocalName == "license"))
        ?? throw new InvalidOperationException($"The package {path} names no licence.");
    return (string?)licence.Attribute("type") == "expression"
        ? Licences(licence.Value) : [new JsonObject { ["license"] = new JsonObject { ["name"] = $"{licence.Value} of the package" } }];
}

static JsonArray Licences(string expression) => [new JsonObject { ["expression"] = expression }];

static string Reference(string id) => id.Replace('/', '@');

static string Name(string id) => id.Split('/')[0];

static JsonObject Object(JsonObject parent, string name) => parent[name] as JsonObject ?? throw new InvalidOperationException($"The restore has no {name}.");

static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

static JsonObject Parse(string file) => JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new JsonException($"{file} is no object.");

static string In(string path, [CallerFilePath] string here = "") => Path.GetFullPath($"../{path}", Path.GetDirectoryName(here) ?? ".");
