using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cloakroom.Server.Settings;
using Cloakroom.Settings;

namespace Cloakroom.Tests.Conventions;

/// <summary>The JSON schema (draft 2020-12) of appsettings.json, made from the table of settings: an editor that knows it completes and checks.</summary>
internal static partial class SettingsSchema
{
    public static JsonObject Make(IEnumerable<Setting<ServerOptions>> table)
    {
        JsonObject cloakroom = Group("The settings of Cloakroom.");
        foreach (Setting<ServerOptions> setting in table)
        {
            JsonObject at = cloakroom;
            string[] path = setting.Key.Split(':');
            for (int i = 0; i < path.Length - 1; i++)
            {
                at = path[i + 1] == "0" ? Many(at, path[i]) : path[i] == "0" ? at : Member(at, path[i], () => Group(description: null));
            }

            Properties(at).Add(path[^1], Value(setting));
        }

        JsonObject root = Group(description: null);
        root["additionalProperties"] = true;
        Properties(root).Add("Cloakroom", cloakroom);
        return new JsonObject([new("$schema", "https://json-schema.org/draft/2020-12/schema"), new("title", "appsettings.json of Cloakroom"), .. Take(root)]);
    }

    /// <summary>What a value of this setting looks like.</summary>
    public static JsonObject Value(Setting<ServerOptions> setting)
    {
        JsonObject value = Form(setting.Form);
        if (setting.IsList)
        {
            value = new() { ["type"] = new JsonArray("string", "array"), ["items"] = new JsonObject { ["type"] = "string" } };
        }

        value["description"] = $"{setting.Meaning} Write {setting.Form}.";
        if (setting.Default.Length > 0)
        {
            value["default"] = (string?)value["type"] switch
            {
                "integer" => JsonValue.Create(long.Parse(setting.Default, CultureInfo.InvariantCulture)),
                "boolean" => JsonValue.Create(bool.Parse(setting.Default)),
                _ => JsonValue.Create(setting.Default),
            };
        }

        return value;
    }

    private static JsonObject Form(string form)
    {
        if (form.StartsWith("a time as", StringComparison.Ordinal))
        {
            return new() { ["type"] = "string", ["pattern"] = @"^(0|(\d+\.)?\d{1,2}:\d{2}:\d{2}(\.\d{1,7})?)$" };
        }

        if (form == "true or false")
        {
            return new() { ["type"] = "boolean" };
        }

        if (Range().Match(form) is { Success: true } range)
        {
            return new() { ["type"] = "integer", ["minimum"] = Number(range, "from"), ["maximum"] = Number(range, "to") };
        }

        if (form is "a port" || form.StartsWith("a number", StringComparison.Ordinal))
        {
            return new() { ["type"] = "integer", ["minimum"] = 0L };
        }

        return Words().IsMatch(form)
            ? new() { ["type"] = "string", ["enum"] = new JsonArray([.. form.Split([", ", " or "], StringSplitOptions.None).Select(w => JsonValue.Create(w))]) }
            : new() { ["type"] = "string" };
    }

    private static JsonObject Many(JsonObject group, string name) => Take(Member(group, name, () => new() { ["type"] = "array", ["items"] = Group(description: null) }), "items");

    private static JsonObject Member(JsonObject group, string name, Func<JsonObject> make)
    {
        JsonObject properties = Properties(group);
        if (properties[name] is not JsonObject there)
        {
            properties[name] = there = make();
        }

        return there;
    }

    private static JsonObject Group(string? description)
    {
        var group = new JsonObject { ["type"] = "object" };
        if (description is not null)
        {
            group["description"] = description;
        }

        group["additionalProperties"] = false;
        group["properties"] = new JsonObject();
        return group;
    }

    private static JsonObject Properties(JsonObject group) => Take(group, "properties");

    private static JsonObject Take(JsonObject from, string name) => from[name] as JsonObject ?? throw new InvalidOperationException($"There is no {name}.");

    private static KeyValuePair<string, JsonNode?>[] Take(JsonObject from) => [.. from.Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))];

    private static long Number(Match match, string name) => long.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^a number from (?<from>[0-9]+) to (?<to>[0-9]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();

    // Single words to choose from; anything longer is prose.
    [GeneratedRegex("^[A-Za-z]+(, [A-Za-z]+)* or [A-Za-z]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Words();
}
