using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>The application behind a gateway: it answers everybody, with the request as it has seen it.</summary>
internal sealed class EchoApp : IAsyncDisposable
{
    public const string Mark = "X-Echo";

    private readonly WebApplication _app;

    private EchoApp(WebApplication app) => _app = app;

    /// <summary>Where it listens: host and port.</summary>
    public string Authority => new Uri(_app.Urls.First()).Authority;

    public static async Task<EchoApp> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var seen = new StringBuilder($"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}\n");
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers)
        {
            foreach (string? value in values)
            {
                seen.Append($"{name}: {value}\n");
            }
        }

        context.Response.Headers[Mark] = "app";
        return context.Response.WriteAsync(seen.ToString());
    }
}

/// <summary>A request as the application has seen it.</summary>
internal sealed record SeenRequest(string Target, IReadOnlyList<(string Name, string Value)> Headers)
{
    public static SeenRequest Read(WireAnswer answer)
    {
        string[] lines = answer.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new(lines[0].Split(' ')[1], [.. lines[1..].Select(l => l.Split(": ", 2)).Select(l => (l[0], l.ElementAtOrDefault(1) ?? ""))]);
    }

    /// <summary>All values of a field, under whatever name a program could take for it.</summary>
    public IReadOnlyList<string> All(string name) => [.. Headers.Where(h => Fold(h.Name) == Fold(name) && h.Value.Length > 0).Select(h => h.Value)];

    private static string Fold(string name) => name.Trim().Replace('_', '-').Replace('.', '-').ToUpperInvariant();
}
