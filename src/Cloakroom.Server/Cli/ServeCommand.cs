using Cloakroom.Server.Settings;
using Cloakroom.Server.Start;

namespace Cloakroom.Server.Cli;

/// <summary>Runs the server until it is told to stop, then lets requests in flight finish.</summary>
internal static class ServeCommand
{
    // A process that has just started compiles what it runs. With as many threads as cores, the first requests then take all of them, and
    // answers of the store, which have a limit of time, wait for one.
    private const int LeastThreads = 16;

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, LeastThreads), ports);
        await using WebApplication app = CloakroomServer.Build(arguments);
        await app.StartAsync();
        app.Services.GetRequiredService<StartState>().IsOver = true;
        Banner.Print(app, output);
        await app.WaitForShutdownAsync();
    }
}
