using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cloakroom.Server.Events;

namespace Cloakroom.Server.Webhooks;

/// <summary>
/// One event as a request, in the form of Standard Webhooks (https://www.standardwebhooks.com): the same <c>webhook-id</c> at every try, the time
/// of this try, and a signature over <c>id.timestamp.body</c>, so that nobody who overhears one can send it again later or under another name.
/// </summary>
internal static class WebhookMessage
{
    public const string IdHeader = "webhook-id", TimeHeader = "webhook-timestamp", SignatureHeader = "webhook-signature";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <param name="webhook">Whose.</param>
    /// <param name="e">What happened.</param>
    /// <param name="now">The time of this try.</param>
    public static HttpRequestMessage Of(WebhookOptions webhook, RecordedEvent e, DateTimeOffset now)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new { type = e.What.Kind, timestamp = EventJson.Time(e.At), data = EventJson.Shape(e) }, ServerJson.Options);
        string id = string.Create(CultureInfo.InvariantCulture, $"evt_{e.Id}"), time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = content };
        request.Headers.Add(IdHeader, id);
        request.Headers.Add(TimeHeader, time);
        request.Headers.Add(SignatureHeader, Sign(webhook.Secret ?? throw new InvalidOperationException("A webhook without secret does not start."), id, time, body));
        request.Headers.UserAgent.ParseAdd("Cloakroom-Webhooks");
        return request;
    }

    /// <summary>The signature of version 1: HMAC-SHA256 (RFC 2104).</summary>
    public static string Sign(byte[] secret, string id, string time, ReadOnlySpan<byte> body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body]));
}
