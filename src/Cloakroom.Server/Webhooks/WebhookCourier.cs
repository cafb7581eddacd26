using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;

namespace Cloakroom.Server.Webhooks;

/// <summary>
/// Brings the events to one receiver: in their order, each at least once. The log of events is the outbox, so an event that is written down is
/// told although the process ends in between.
/// </summary>
internal sealed class WebhookCourier(
    WebhookOptions webhook, WebhookCursor cursor, EventReader events, HttpClient http, TimeProvider time, ILogger<WebhookCourier> logger)
{
    private const int AtOnce = 100;

    /// <summary>Delivers what there is.</summary>
    /// <returns>False when there is nothing more to do for now.</returns>
    public async Task<bool> DeliverAsync(CancellationToken cancellationToken)
    {
        if (cursor.Take() is not ({ } delivered, var attempts))
        {
            return false;
        }

        IReadOnlyList<RecordedEvent> some = events.Read(new() { After = delivered }, AtOnce);
        foreach (RecordedEvent e in some)
        {
            if (webhook.Wants(e.What.Kind) && time.GetUtcNow() - e.At <= WebhookBackoff.GiveUp
                && await SendAsync(e, cancellationToken) is { } failure)
            {
                Log.WebhookFailed(logger, webhook.Number, e.Id, failure);
                cursor.Retry(attempts + 1, time.GetUtcNow() + WebhookBackoff.After(attempts + 1));
                return false;
            }

            attempts = 0;
            if (!cursor.Advance(e.Id))
            {
                return false;
            }
        }

        if (some.Count == AtOnce)
        {
            return true;
        }

        cursor.Release();
        return false;
    }

    // Null when it was taken; otherwise why not, in a word. What the receiver answers is not read: it is nobody's to log.
    private async Task<string?> SendAsync(RecordedEvent e, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = WebhookMessage.Of(webhook, e, time.GetUtcNow());
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode ? null : $"status {(int)answer.StatusCode}";
        }
        catch (HttpRequestException failure)
        {
            return failure.HttpRequestError.ToString();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer in time";
        }
    }
}
