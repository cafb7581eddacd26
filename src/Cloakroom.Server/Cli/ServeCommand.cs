using Cloakroom.Server.Settings;
using Cloakroom.Server.Start;

namespace Cloakroom.Server.Cli;

/// <summary>Runs the server until it is told to stop, then lets requests in flight finish.</summary>
internal static class ServeCommand
{
    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        await using WebApplication app = CloakroomServer.Build(arguments);
        await app.StartAsync();
        app.Services.GetRequiredService<StartState>().IsOver = true;
        Banner.Print(app, output);
        app.Lifetime.ApplicationStopping.Register(() => Log.Draining(app.Logger, CloakroomServer.DrainSeconds));
        await app.WaitForShutdownAsync();
    }
}
