using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Stopping;

/// <summary>
/// The way out, in three steps. From the signal on <c>/health/ready</c> says <c>draining</c>, event streams end and answers close their
/// connections (<see cref="Farewell"/>), but the door stays open for <see cref="ServerOptions.ShutdownDelay"/>. Then it closes
/// (<see cref="Doors"/>). What is in flight then has ten seconds.
/// </summary>
internal sealed class Draining(ServerOptions options, Doors doors, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Draining> logger) : IHostedLifecycleService
{
    /// <summary>Seconds that requests in flight have once the door is closed.</summary>
    public const int Seconds = 10;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs before the web server is stopped.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Whoever ends the host without a signal means the same.
        lifetime.StopApplication();
        if (options.ShutdownDelay > TimeSpan.Zero)
        {
            Log.Leaving(logger, options.ShutdownDelay.TotalSeconds);
            await Task.Delay(options.ShutdownDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await doors.CloseAsync(cancellationToken);
        }

        Log.Draining(logger, Seconds);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
