using System.Globalization;
using Cloakroom.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Cookies;

/// <summary>
/// Every host there is, http and https, in memory: <c>/echo</c> tells what came, <c>/round</c> redirects to itself; every other path answers with the status and the headers that
/// its query names (<c>status</c>, <c>location</c>, <c>set</c>).
/// </summary>
internal sealed class Hosts : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Hosts(WebApplication app) => _app = app;

    public CookieJar Jar { get; } = new();

    public static async Task<Hosts> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        WebApplication app = builder.Build();
        app.Map("/echo", EchoAsync);
        app.Map("/round", (HttpResponse response) =>
        {
            response.Headers.SetCookie = "a=1";
            response.Redirect("/round");
        });
        app.MapFallback(Answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Hosts(app);
    }

    public HttpClient Client(Func<HttpMessageHandler, CookieJarHandler>? handler = null)
    {
        HttpMessageHandler network = _app.GetTestServer().CreateHandler();
        return new HttpClient(handler?.Invoke(network) ?? new CookieJarHandler(Jar, network));
    }

    /// <summary>An address that redirects.</summary>
    public static string To(string from, string location, int status = 302, string set = "") =>
        $"{from}?status={status}&location={Uri.EscapeDataString(location)}&set={Uri.EscapeDataString(set)}";

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<string> EchoAsync(HttpRequest request)
    {
        using var body = new StreamReader(request.Body);
        return $"{request.Method} {request.Scheme}://{request.Host} [{request.Headers.Cookie}] [{request.Headers.Authorization}] "
            + $"[{await body.ReadToEndAsync()}] [{request.ContentType}]";
    }

    private static void Answer(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        context.Response.StatusCode = int.Parse(query["status"].FirstOrDefault("200")!, CultureInfo.InvariantCulture);
        foreach (string? line in query["set"].Where(l => !string.IsNullOrEmpty(l)))
        {
            context.Response.Headers.Append("Set-Cookie", line);
        }

        if (query["location"] is [{ } location])
        {
            context.Response.Headers.Location = location;
        }
    }
}
