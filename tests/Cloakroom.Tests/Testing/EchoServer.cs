using Cloakroom.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Testing;

/// <summary>Answers for every host. What it does is in the query: <c>set</c> a cookie, go <c>to</c> another address, in a <c>circle</c>, or <c>refresh</c>.</summary>
public sealed class EchoServer : IAsyncLifetime
{
    private readonly WebApplication _app;

    public EchoServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        _app = builder.Build();
        _app.Run(Answer);
    }

    public FakeClock Clock { get; } = new();

    public BrowserClient Browser() => new(_app.GetTestServer().CreateHandler(), Clock, TestContext.Current.CancellationToken);

    public async ValueTask InitializeAsync() => await _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task Answer(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        foreach (string? line in query["set"])
        {
            context.Response.Headers.Append("Set-Cookie", line);
        }

        if (query.TryGetValue("to", out var to))
        {
            context.Response.StatusCode = int.Parse(query["status"].FirstOrDefault() ?? "302");
            context.Response.Headers.Location = to;
        }
        else if (query.ContainsKey("circle"))
        {
            context.Response.Redirect("?circle");
        }
        else if (query.TryGetValue("refresh", out var refresh))
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync($"<!doctype html><title>.</title><meta http-equiv=\"refresh\" content=\"{refresh}\">");
        }
        else
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"{context.Request.Method} {context.Request.ContentType} {await reader.ReadToEndAsync()}");
        }
    }
}
