using System.Net.ServerSentEvents;
using Cloakroom.Keys;
using Cloakroom.Tokens;

namespace Cloakroom;

/// <summary>
/// Listens to the feed of revocations of another Cloakroom: an event stream, or where something in between does not let that through, an
/// answer every second.
/// </summary>
internal sealed class RemoteFeed(HttpClient http, string issuer, ITokenKeys keys, RevocationView view, TimeProvider time)
{
    // The other side says something every 5 seconds.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(12);

    /// <summary>Listens until the connection is lost.</summary>
    /// <returns>False when nothing was understood.</returns>
    public async Task<bool> ListenAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestSilence);
        try
        {
            using HttpRequestMessage request = Ask();
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return false;
            }

            using Stream body = await answer.Content.ReadAsStreamAsync(patience.Token);
            return answer.Content.Headers.ContentType?.MediaType == RevocationsEndpoint.EventStream
                ? await ReadStreamAsync(body, patience) : await ReadOneAsync(body, patience.Token);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException || (lost is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    // From where it is known on; the other side goes back a little further.
    private HttpRequestMessage Ask()
    {
        string since = view.To > DateTimeOffset.MinValue ? $"?since={view.To.ToUnixTimeMilliseconds()}" : "";
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(issuer + RevocationsEndpoint.Path + since));
        request.Headers.Accept.ParseAdd($"{RevocationsEndpoint.EventStream}, application/json;q=0.5");
        return request;
    }

    private async Task<bool> ReadStreamAsync(Stream body, CancellationTokenSource patience)
    {
        bool understood = false;
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(patience.Token))
        {
            if (!await TakeAsync(System.Text.Encoding.UTF8.GetBytes(item.Data), patience.Token))
            {
                return false;
            }

            understood = true;
            patience.CancelAfter(LongestSilence);
        }

        return understood;
    }

    private async Task<bool> ReadOneAsync(Stream body, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        await body.CopyToAsync(all, cancellationToken);
        return await TakeAsync(all.ToArray(), cancellationToken);
    }

    private async Task<bool> TakeAsync(byte[] json, CancellationToken cancellationToken)
    {
        if (TokenJson.TryRead(json)?.TextOf("jwt") is not { } jwt
            || await RevocationPage.ReadAsync(jwt, issuer, keys, time.GetUtcNow(), cancellationToken) is not { } page)
        {
            return false;
        }

        view.Merge(page);
        return true;
    }
}
