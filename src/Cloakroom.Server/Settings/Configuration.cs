using Cloakroom.Server.Start;
using Cloakroom.Settings;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace Cloakroom.Server.Settings;

/// <summary>Where settings come from, the later ones winning: defaults, appsettings.json of the current directory, environment, flags.</summary>
internal static class Configuration
{
    // Settings are read once; watching the file would cost a watcher and promise more.
    private const string NoReload = "--hostBuilder:reloadConfigOnChange=false";

    public static WebApplicationBuilder CreateBuilder(Arguments arguments)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = [NoReload],
            ApplicationName = typeof(Configuration).Assembly.GetName().Name,
            EnvironmentName = arguments.Settings.GetValueOrDefault("environment"),
            ContentRootPath = arguments.Settings.GetValueOrDefault("contentRoot") ?? Directory.GetCurrentDirectory(),
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Logging.Defaults });
        builder.Configuration.AddInMemoryCollection(arguments.Settings);
        return builder;
    }

    /// <summary>The settings that are not left to their defaults, and which place has the last word about each.</summary>
    public static IEnumerable<(string Key, string From)> Origins(IConfigurationRoot configuration) =>
        configuration.GetSection(SettingsReader.Section).AsEnumerable(makePathsRelative: true).Where(p => p.Value is not null)
            .Select(p => (Key: ServerSettings.Table.FirstOrDefault(s => s.Key.Equals(p.Key, StringComparison.OrdinalIgnoreCase))?.Key ?? p.Key,
                From: Place(configuration.Providers.Last(from => from.TryGet($"{SettingsReader.Section}:{p.Key}", out _)))))
            .OrderBy(o => o.Key, StringComparer.OrdinalIgnoreCase);

    private static string Place(IConfigurationProvider provider) => provider switch
    {
        JsonConfigurationProvider { Source.Path: { } file } => file,
        EnvironmentVariablesConfigurationProvider => "environment",
        MemoryConfigurationProvider => "flag",
        _ => "elsewhere",
    };
}
