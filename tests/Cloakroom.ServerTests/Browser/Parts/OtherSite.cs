using System.Net;
using System.Net.Mime;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A site of empty pages that is none of ours: 127.0.0.1 and localhost are the same machine, but to a browser two sites.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherSite(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    /// <summary>The address as another site; under the name localhost it is another origin of the same site.</summary>
    public string Url => $"http://127.0.0.1:{Port}";

    public static async Task<OtherSite> StartAsync()
    {
        int port = FreePort.Next();
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        WebApplication app = builder.Build();
        app.MapGet("/letter", (string to) => Html($"<a href='{HtmlEncoder.Default.Encode(to)}'>Look at this</a>"));
        app.MapGet("/moved", (string to) => Results.Redirect(to));
        app.MapFallback(() => Html("<p>Nothing to see here.</p>"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, port);
    }

    /// <summary>Opens a letter with a link in it, and follows the link.</summary>
    public async Task FollowLinkAsync(IPage page, string target)
    {
        await page.GotoAsync($"{Url}/letter?to={Uri.EscapeDataString(target)}");
        await page.ClickAsync("a");
    }

    /// <summary>Opens a letter, and follows its link to an address here that leads on.</summary>
    public Task FollowRedirectAsync(IPage page, string target) => FollowLinkAsync(page, $"{Url}/moved?to={Uri.EscapeDataString(target)}");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static IResult Html(string body) => Results.Content($"<!doctype html><title>Elsewhere</title>{body}", MediaTypeNames.Text.Html);
}
