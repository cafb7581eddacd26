using System.Text;
using Cloakroom.Server.Settings;
using Cloakroom.Settings;

namespace Cloakroom.Tests.Conventions;

public sealed class ConfigurationPageTests
{
    [Fact]
    public void The_page_of_settings_is_generated_from_the_tables()
    {
        var page = new StringBuilder("""
            # Configuration

            Each setting stands under `Cloakroom:` in `appsettings.json`, as `CLOAKROOM__` in the environment (`Session:Idle` is
            `CLOAKROOM__SESSION__IDLE`), and for the server also as a flag of the same name (`--Session:Idle 00:30:00`). A flag wins over the
            environment, the environment over the file. An unknown key, a value that has not the form, or an impossible combination stops the
            start with one sentence that says what to do. Times are `[days.]hours:minutes:seconds`.

            ## Library and server


            """);
        HashSet<string> library = [.. LibrarySettings.Table.Select(s => s.Key)];
        Append(page, LibrarySettings.Table);
        page.Append("\n## Server only\n\n");
        Append(page, [.. ServerSettings.Table.Where(s => !library.Contains(s.Key))]);
        page.Append("\nThis page is generated from the settings tables in the source; `./test --accept` writes it anew.\n");
        Accepted.Equal("docs/configuration.md", page.ToString());
    }

    private static void Append<T>(StringBuilder page, IReadOnlyList<Setting<T>> table)
    {
        page.Append("| key | default | form | meaning |\n|---|---|---|---|\n");
        foreach (Setting<T> setting in table)
        {
            string value = setting.Default.Length == 0 ? "" : $"`{setting.Default}`";
            page.Append($"| `{setting.Key}` | {value} | {setting.Form} | {setting.Meaning} |\n");
        }
    }
}
