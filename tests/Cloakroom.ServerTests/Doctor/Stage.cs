using System.Net;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Cloakroom.Server.Doctor;
using Cloakroom.ServerTests.Browser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.ServerTests.Doctor;

/// <summary>A set-up on real Kestrel: it answers every host, on one port with TLS and on one without.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate = Certificate.Create();
    private readonly HttpClient _behind = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private readonly int _https = FreePort.Next(), _http = FreePort.Next();
    private readonly WebApplication _app;
    private readonly Setup _setup;

    private Stage(Setup setup)
    {
        _setup = setup;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, _https, listen => listen.UseHttps(_certificate));
            kestrel.Listen(IPAddress.Loopback, _http);
        });
        _app = builder.Build();
        _app.Use((context, next) => context.Request.IsHttps && setup.Proxy != Tells.NoProxy ? PassOnAsync(context) : next(context));
        _app.Run(AnswerAsync);
    }

    public string Page => $"{At(_setup.Page)}/page";

    public string Login => At(_setup.Api) + _setup.Login;

    public string Me => $"{At(_setup.Api)}/me";

    public static async Task<Stage> StartAsync(Setup setup)
    {
        var stage = new Stage(setup);
        await stage._app.StartAsync(TestContext.Current.CancellationToken);
        return stage;
    }

    /// <summary>Lets the doctor look at page and login.</summary>
    /// <param name="trusts">Whether the certificate is one that browsers take.</param>
    public async Task<Diagnosis> DiagnoseAsync(bool trusts = true)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(_certificate);
        using var call = new HouseCall(ConnectAsync, trusts ? trust : null);
        return Diagnosis.Of(await Examination.RunAsync(call, new(Page), new(Login), given: null), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _behind.Dispose();
        _certificate.Dispose();
    }

    private string At(string origin) => $"{origin}:{(origin.StartsWith("https", StringComparison.Ordinal) ? _https : _http)}";

    private Task AnswerAsync(HttpContext context)
    {
        (HttpRequest request, HttpResponse response) = (context.Request, context.Response);
        response.Headers.AccessControlAllowOrigin = _setup.AllowOrigin ?? At(_setup.Page);
        response.Headers.AccessControlAllowCredentials = "true";
        response.Headers.AccessControlAllowHeaders = "content-type";
        if (request.Path == _setup.Login && (_setup.Proxy == Tells.NoProxy || request.Headers["X-Forwarded-Proto"] == "https"))
        {
            response.Headers.SetCookie = _setup.Line;
        }

        response.ContentType = MediaTypeNames.Text.Html;
        bool isKnown = request.Cookies.Keys.Any(name => name.EndsWith("sid", StringComparison.Ordinal));
        return response.WriteAsync($"<!doctype html><title>Stage</title><p>{(isKnown ? "known" : "nobody")}</p>");
    }

    // As nginx does with nothing but proxy_pass: what it is not told to set it passes on.
    private async Task PassOnAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"http://127.0.0.1:{_http}{context.Request.Path}");
        foreach (string name in new[] { "Cookie", "Origin", "X-Forwarded-Proto" })
        {
            request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToArray());
        }

        if (_setup.Proxy == Tells.Https)
        {
            request.Headers.Remove("X-Forwarded-Proto");
            request.Headers.Add("X-Forwarded-Proto", "https");
        }

        using HttpResponseMessage answer = await _behind.SendAsync(request, context.RequestAborted);
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Where(h => h.Key.StartsWith("Access-", StringComparison.Ordinal) || h.Key == "Set-Cookie"))
        {
            context.Response.Headers.Append(name, values.ToArray());
        }

        context.Response.ContentType = MediaTypeNames.Text.Html;
        await context.Response.WriteAsync(await answer.Content.ReadAsStringAsync(context.RequestAborted));
    }

    // Every name leads here.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
