using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cloakroom.Server.Settings;
using Cloakroom.Settings;

namespace Cloakroom.Tests.Conventions;

public sealed class SettingsSchemaTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_schema_of_the_settings_is_generated_from_the_table() =>
        Accepted.Equal("docs/cloakroom.schema.json", SettingsSchema.Make(ServerSettings.Table).ToJsonString(Readable) + "\n");

    [Fact]
    public void Every_default_is_what_the_schema_allows_and_what_the_server_reads()
    {
        foreach (Setting<ServerOptions> setting in ServerSettings.Table.Where(s => s.Default.Length > 0))
        {
            JsonObject value = SettingsSchema.Value(setting);
            Assert.True(Allows(value), $"{setting.Key}: {value.ToJsonString()}");
            string text = value["default"]?.ToString() ?? "";
            Assert.True(setting.TryApplyTo is { } apply ? apply(new(), 0, text) : setting.TryApply(new(), text), $"{setting.Key} = {text}");
        }
    }

    [Fact]
    public void Choices_times_numbers_and_switches_are_told_apart()
    {
        JsonObject Of(string key) => SettingsSchema.Value(ServerSettings.Table.Single(s => s.Key == key));
        Assert.Equal("""["Strict","Lax"]""", Of("Session:SameSite")["enum"]?.ToJsonString());
        Assert.Equal("""["starttls","tls","insecure"]""", Of("Mail:Security")["enum"]?.ToJsonString());
        Assert.NotNull(Of("Session:Idle")["pattern"]);
        Assert.Equal(("integer", 10000L), ((string?)Of("Session:MaxPerUser")["type"], (long?)Of("Session:MaxPerUser")["maximum"]));
        Assert.Equal("boolean", (string?)Of("Keys:New")["type"]);
        Assert.Equal("""["string","array"]""", Of("Csrf:Origins")["type"]?.ToJsonString());
    }

    private static bool Allows(JsonObject schema)
    {
        string text = schema["default"]?.ToString() ?? "";
        return (string?)schema["type"] switch
        {
            "integer" => (long?)schema["default"] is { } number && number >= ((long?)schema["minimum"] ?? long.MinValue) && number <= ((long?)schema["maximum"] ?? long.MaxValue),
            "boolean" => schema["default"]?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            _ when (string?)schema["pattern"] is { } pattern => Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)),
            _ when schema["enum"] is JsonArray words => words.Any(w => (string?)w == text),
            _ => true,
        };
    }
}
