using System.Threading.Channels;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Webhooks;

/// <summary>Has the couriers look as soon as something has happened here, and every two seconds for what happened elsewhere or is due again.</summary>
internal sealed class WebhookDelivery(
    ServerOptions options, AccountsDatabase database, EventReader events, TimeProvider time, ILogger<WebhookDelivery> logger, ILogger<WebhookCourier> courierLogger)
    : BackgroundService, IEventListener
{
    /// <summary>How long a receiver may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2), Connecting = TimeSpan.FromSeconds(5), Renewing = TimeSpan.FromMinutes(5);

    // One word each is enough: a courier takes all that there is.
    private readonly Dictionary<WebhookOptions, Channel<bool>> _words = options.Webhooks.Values.ToDictionary(
        w => w, _ => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }));

    public ValueTask HeardAsync(AccountEvent happened, CancellationToken cancellationToken)
    {
        foreach (Channel<bool> word in _words.Values)
        {
            word.Writer.TryWrite(true);
        }

        return ValueTask.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Webhooks.Count == 0)
        {
            return;
        }

        // No redirects: an address that was meant for one receiver is not another's to pass on.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Connecting, PooledConnectionLifetime = Renewing };
        using var http = new HttpClient(new ConnectionLossHandler(handler)) { Timeout = Patience };
        await Task.WhenAll(_words.Select(w => RunAsync(
            new WebhookCourier(w.Key, new WebhookCursor(database, w.Key.Name, time), events, http, time, courierLogger), w.Value.Reader, stoppingToken)));
    }

    private async Task RunAsync(WebhookCourier courier, ChannelReader<bool> words, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (await courier.DeliverAsync(stopping))
                {
                    stopping.ThrowIfCancellationRequested();
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
            {
                Log.WebhooksAway(logger, failure);
            }

            await WaitAsync(words, stopping);
        }
    }

    private async Task WaitAsync(ChannelReader<bool> words, CancellationToken stopping)
    {
        using var pause = new CancellationTokenSource(Every, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, stopping);
        try
        {
            await words.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Nothing happened here; something may have elsewhere.
        }
    }
}
