using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Server.Webhooks;

/// <summary>A receiver of webhooks that knows of them what the specification says: it verifies by itself, with other code than the sender's.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public static byte[] Key { get; } = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static string Secret => "whsec_" + Convert.ToBase64String(Key);

    public ConcurrentQueue<Delivery> Deliveries { get; } = new();

    /// <summary>What it answers; 204 unless a test says otherwise.</summary>
    public int Answer { get; set; } = StatusCodes.Status204NoContent;

    public Uri Url => new(new Uri(_app.Urls.First()), "/hook");

    public static async Task<Receiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/hook", receiver.TakeAsync);
        app.MapPost("/elsewhere", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public string[] Flags(string events = "") =>
        ["--Webhooks:0:Url", Url.AbsoluteUri, "--Webhooks:0:Secret", Secret, .. events.Length == 0 ? Array.Empty<string>() : ["--Webhooks:0:Events", events]];

    /// <summary>The kinds that were taken, in the order in which they came.</summary>
    public string[] Kinds() => [.. Deliveries.Where(d => d.Answered < 300).Select(d => d.Body.GetProperty("type").GetString() ?? "")];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync();
        string id = context.Request.Headers["webhook-id"].ToString(), time = context.Request.Headers["webhook-timestamp"].ToString();
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Key);
        hmac.AppendData(Encoding.UTF8.GetBytes(id + "." + time + "." + body));
        bool isGenuine = context.Request.Headers["webhook-signature"].ToString().Split(' ').Contains("v1," + Convert.ToBase64String(hmac.GetHashAndReset()), StringComparer.Ordinal);
        TimeSpan age = TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(time, CultureInfo.InvariantCulture));
        context.Response.StatusCode = Answer;
        if (Answer is 302 or 307)
        {
            context.Response.Headers.Location = "/elsewhere";
        }

        Deliveries.Enqueue(new(id, JsonDocument.Parse(body).RootElement, isGenuine && age.Duration() < TimeSpan.FromMinutes(5), Answer, context.Request.Path));
    }

    internal sealed record Delivery(string Id, JsonElement Body, bool IsGenuine, int Answered, string Path);
}
