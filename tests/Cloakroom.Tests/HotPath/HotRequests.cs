using Cloakroom.Tests.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.HotPath;

/// <summary>Requests through what UseCloakroom puts into the pipeline, and through nothing: without a server, on the thread that calls.</summary>
internal sealed class HotRequests : IAsyncDisposable
{
    private readonly TestApp _app;
    private readonly RequestDelegate _ours;
    private readonly Dictionary<string, (string Header, string Value)> _shown;

    private HotRequests(TestApp app, Dictionary<string, (string Header, string Value)> shown)
    {
        (_app, _shown) = (app, shown);
        // The endpoint itself is left out.
        _ours = new ApplicationBuilder(app.Services).UseCloakroom().Use(_ => _ => Task.CompletedTask).Build();
    }

    public static async Task<HotRequests> StartAsync()
    {
        TestApp app = await new TestApp
        {
            Store = new CachedSwitchStore(),
            Map = a =>
            {
                a.MapPost("/login/{carrier}", async (Carrier carrier, ISessions sessions) =>
                    (await sessions.SignInAsync(new SignIn(new SessionUser("42") { Roles = ["user"] }) { Carrier = carrier })).Tokens?.AccessToken ?? "");
                a.MapPost("/public", () => "everybody");
            },
        }.StartAsync();
        using HttpResponseMessage cookie = await app.PostAsync("/login/Cookie"), token = await app.PostAsync("/login/Token"), both = await app.PostAsync("/login/JwtCookie");
        return new(app, new(StringComparer.Ordinal)
        {
            ["cookie"] = ("Cookie", CookiesOf(cookie)),
            ["token"] = ("Authorization", "Bearer " + await token.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken)),
            ["jwt-cookie"] = ("Cookie", CookiesOf(both)),
        });
    }

    /// <summary>The request through our pipeline, and the same through an empty one.</summary>
    /// <param name="who">The carrier; nobody for nobody.</param>
    /// <param name="what">Method and path of an endpoint.</param>
    public (Action Ours, Action Bare) Of(string who, string what)
    {
        string[] line = what.Split(' ');
        Endpoint endpoint = _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Single(e => e.RoutePattern.RawText == line[1] && e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(line[0], StringComparer.Ordinal) == true);
        var headers = new HeaderDictionary { ["Host"] = "localhost", ["Sec-Fetch-Site"] = "same-origin", ["Accept"] = "*/*" };
        if (_shown.TryGetValue(who, out (string Header, string Value) shown))
        {
            headers[shown.Header] = shown.Value;
        }

        Send(_ours, who == "nobody");
        return (() => Send(_ours, who == "nobody"), () => Send(_ => Task.CompletedTask, isAnonymous: true));

        void Send(RequestDelegate pipeline, bool isAnonymous)
        {
            var context = new DefaultHttpContext { ServiceScopeFactory = _app.Services.GetRequiredService<IServiceScopeFactory>() };
            context.Features.Set<IHttpRequestFeature>(new HttpRequestFeature { Headers = headers, Method = line[0], Scheme = "http", Path = line[1] });
            context.SetEndpoint(endpoint);
            if (!pipeline(context).IsCompletedSuccessfully || context.Response.StatusCode != StatusCodes.Status200OK)
            {
                throw new InvalidOperationException($"{what} waits, or is answered with {context.Response.StatusCode}.");
            }

            if (!isAnonymous && context.Features.Get<RequestSession>()?.Session is null)
            {
                throw new InvalidOperationException($"{who} is not recognised.");
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string CookiesOf(HttpResponseMessage answer) =>
        string.Join("; ", answer.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
}
