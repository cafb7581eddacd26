using Cloakroom.Server.Start;
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
}
