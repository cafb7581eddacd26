using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>Keeps what is known of the issuer up to date, from the start of the service to its end.</summary>
internal sealed class IssuerWatch(Issuer issuer, TimeProvider time, ILogger<IssuerWatch> logger) : BackgroundService
{
    // Before it is tried again, in milliseconds.
    private const int Shortest = 250, Longest = 1000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(ListenAsync(stoppingToken), TendAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application ends.
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await issuer.Feed.ListenAsync(stoppingToken);
            // At different times, for all lose a server at once when it restarts.
            await Task.Delay(RandomNumberGenerator.GetInt32(Shortest, Longest), stoppingToken);
        }
    }

    private async Task TendAsync(CancellationToken stoppingToken)
    {
        bool wasStale = false;
        using var timer = new PeriodicTimer(Second, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await issuer.Keys.RefreshIfDueAsync(stoppingToken);
            issuer.Revocations.Tend();
            bool isStale = issuer.Revocations.IsStale;
            if (isStale != wasStale)
            {
                (isStale ? (Action<ILogger, string>)Log.FeedCut : Log.FeedBack)(logger, issuer.Options.Issuer.Serialized);
                wasStale = isStale;
            }
        }
    }
}
