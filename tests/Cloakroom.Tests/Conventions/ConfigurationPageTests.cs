using System.Text;
using Cloakroom.Server.Settings;
using Cloakroom.Settings;

namespace Cloakroom.Tests.Conventions;

public sealed class ConfigurationPageTests
{
    [Fact]
    public void The_page_of_settings_is_generated_from_the_table()
    {
        var page = new StringBuilder("""
            # Settings

            Keys stand under `Cloakroom` in `appsettings.json`, begin with `CLOAKROOM__` in the environment (`CLOAKROOM__SESSION__IDLE`), and are
            flags of the server (`--Session:Idle 00:05:00`). Of several the later in this order wins. Case does not matter. An unknown key, a
            value out of range or a combination that cannot be stops the start with one sentence.

            | key | default | write | meaning |
            |---|---|---|---|

            """);
        string[] shared = [.. LibrarySettings.Table.Select(s => s.Key)];
        foreach (Setting<ServerOptions> setting in ServerSettings.Table)
        {
            string mark = shared.Contains(setting.Key, StringComparer.Ordinal) ? "" : " (server)";
            string value = setting.Default.Length > 0 ? $"`{setting.Default}`" : "";
            page.Append($"| `{setting.Key}`{mark} | {value} | {setting.Form} | {setting.Meaning} |\n");
        }

        page.Append("""

            A list is one text with commas, or `Key:0`, `Key:1` … Settings marked "server" belong to the server; the library has the others.

            This page is generated from the tables in `src/Cloakroom.AspNetCore/Settings/` and `src/Cloakroom.Server/Settings/`;
            `./test --accept` writes it anew.

            """);
        Accepted.Equal("docs/configuration.md", page.ToString());
    }

    [Fact]
    public void Keys_are_unique_and_every_setting_says_what_it_means()
    {
        Assert.Distinct(ServerSettings.Table.Select(s => s.Key), StringComparer.OrdinalIgnoreCase);
        Assert.All(ServerSettings.Table, s => Assert.EndsWith(".", s.Meaning, StringComparison.Ordinal));
    }
}
