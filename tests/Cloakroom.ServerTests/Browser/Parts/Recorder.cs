using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.ServerTests.Browser;

/// <summary>What arrived at a server, written down ahead of everything that the server does: the truth about what a browser sends.</summary>
internal sealed class Recorder : IStartupFilter
{
    private readonly ConcurrentQueue<Arrival> _arrivals = new();

    /// <summary>All arrivals at a path, in order.</summary>
    public Arrival[] At(string path) => [.. _arrivals.Where(a => a.Path == path)];

    /// <summary>Everything that arrived and was answered, in order.</summary>
    public Arrival[] All => [.. _arrivals];

    /// <summary>Forgets what has arrived so far.</summary>
    public void Clear() => _arrivals.Clear();

    /// <summary>Waits until something has arrived at a path, and gives the latest.</summary>
    public async Task<Arrival> NextAtAsync(string path)
    {
        await Until.TrueAsync(() => At(path).Length > 0, $"a request for {path} arrived");
        return At(path)[^1];
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(RecordAsync);
        next(app);
    };

    public Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        var arrival = new Arrival(
            request.Method, request.Host.Value ?? "", request.Path.Value ?? "", request.Headers.Cookie.ToString(),
            request.Headers["Sec-Fetch-Site"].ToString());
        // Written down with the answer, so that whoever sees the arrival sees what it led to.
        context.Response.OnStarting(() =>
        {
            _arrivals.Enqueue(arrival with { Status = context.Response.StatusCode, SetCookie = [.. context.Response.Headers.SetCookie.OfType<string>()] });
            return Task.CompletedTask;
        });
        return next(context);
    }
}

/// <summary>One request and its answer.</summary>
/// <param name="Method">The method.</param>
/// <param name="Host">The Host header.</param>
/// <param name="Path">The path without the query.</param>
/// <param name="Cookie">The Cookie header; empty for none.</param>
/// <param name="Site">Sec-Fetch-Site; empty for none.</param>
internal sealed record Arrival(string Method, string Host, string Path, string Cookie, string Site)
{
    public int Status { get; init; }

    public string[] SetCookie { get; init; } = [];

    /// <summary>Whether the request brought the session, under either of its names.</summary>
    public bool BroughtSession => Cookie.Split("; ").Any(c => c.StartsWith("session_id=", StringComparison.Ordinal) || c.StartsWith("__Host-session_id=", StringComparison.Ordinal));
}
