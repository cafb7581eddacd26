using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Cloakroom.Cookies;
using Cloakroom.ServerTests.Browser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Cloakroom.ServerTests.Cookies;

/// <summary>
/// All hosts of all scripts: one Kestrel with two ports of http and two of https. It answers as told, and writes down the Cookie field
/// octet by octet.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly int[] _ports;
    private readonly ConcurrentDictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _arrivals = new(StringComparer.Ordinal);

    private World(WebApplication app, int[] ports) => (_app, _ports) = (app, ports);

    public static async Task<World> StartAsync()
    {
        int[] ports = [FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next()];
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 20;
            for (int i = 0; i < ports.Length; i++)
            {
                bool isTls = i >= 2;
                kestrel.Listen(IPAddress.Loopback, ports[i], listen =>
                {
                    // HTTP/2 may send a Cookie field in pieces (RFC 9113 8.2.3).
                    listen.Protocols = HttpProtocols.Http1;
                    if (isTls)
                    {
                        listen.UseHttps(Certificate.Create());
                    }
                });
            }
        });
        var world = new World(builder.Build(), ports);
        world._app.Run(world.AnswerAsync);
        await world._app.StartAsync(TestContext.Current.CancellationToken);
        return world;
    }

    /// <summary>Cookies make no difference between ports; the same site is what they ask.</summary>
    public static bool IsSameSite(Place one, Place other) =>
        Site.Of(new Uri($"{(one.IsTls ? "https" : "http")}://{one.Host}"), PublicSuffixList.Default)
            == Site.Of(new Uri($"{(other.IsTls ? "https" : "http")}://{other.Host}"), PublicSuffixList.Default);

    /// <summary>A hop under a name that no other hop of the script has.</summary>
    public Leg Leg(Hop hop, string id) => new(
        hop, new($"{(hop.Place.IsTls ? "https" : "http")}://{hop.Place.Host}:{_ports[hop.Place.Door + (hop.Place.IsTls ? 2 : 0)]}{hop.Path}?s={id}"), id);

    /// <summary>Prepares the answers of a step, and forgets what had arrived at its hops before.</summary>
    public void Expect(IReadOnlyList<Leg> legs)
    {
        for (int i = 0; i < legs.Count; i++)
        {
            _arrivals.TryRemove(legs[i].Id, out _);
            _answers[legs[i].Id] = new(legs[i].Hop, i + 1 < legs.Count ? legs[i + 1].Url.OriginalString : null);
        }
    }

    /// <summary>What arrived at a hop: method and Cookie field.</summary>
    public string Arrived(Leg leg) => _arrivals.GetValueOrDefault(leg.Id, "nothing arrived");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        (HttpRequest request, HttpResponse response) = (context.Request, context.Response);
        string id = request.Query["s"].ToString();
        response.Headers.CacheControl = "no-store";
        if (request.Headers.Origin is [{ } origin])
        {
            response.Headers.AccessControlAllowOrigin = origin;
            response.Headers.AccessControlAllowCredentials = "true";
            response.Headers.AccessControlAllowMethods = "PUT, DELETE";
        }

        if (HttpMethods.IsOptions(request.Method) || !_answers.TryGetValue(id, out Answer? answer))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        _arrivals[id] = $"{request.Method} {string.Join(" and ", request.Headers.Cookie.OfType<string>())}";
        foreach (string line in answer.Hop.Lines)
        {
            response.Headers.Append("Set-Cookie", line);
        }

        if (answer.Next is not null)
        {
            response.StatusCode = answer.Hop.Status;
            response.Headers.Location = Octets.From(Encoding.UTF8.GetBytes(answer.Next));
            return Task.CompletedTask;
        }

        response.ContentType = "text/html; charset=utf-8";
        // The icon keeps the browser from asking for one.
        return response.WriteAsync("<!doctype html><title>Page</title><link rel=icon href='data:,'><body>");
    }

    private sealed record Answer(Hop Hop, string? Next);
}
