using System.Text.Json;
using Cloakroom.Bench.Carriers;
using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Bench.Pipeline;

/// <summary>Two applications, one with Cloakroom and one without any authentication, and those who come to them.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private const string UserId = "42";

    private readonly DirectoryInfo _folder;
    private readonly WebApplication _bare, _ours;
    private readonly RequestDelegate _pipeline;

    private Stage(DirectoryInfo folder, WebApplication bare, WebApplication ours)
    {
        (_folder, _bare, _ours) = (folder, bare, ours);
        _pipeline = new ApplicationBuilder(ours.Services).UseCloakroom().Use(_ => ArriveAsync).Build();
    }

    public static async Task<Stage> StartAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        return new(folder, await BenchApp.StartAsync(), await BenchApp.StartAsync(
            // Longer than the run: nobody refreshes here.
            services => services.AddCloakroom(o => o.Token.Access = TimeSpan.FromHours(1)).AddSqlite(Path.Combine(folder.FullName, "bench.db")),
            app =>
            {
                app.UseCloakroom();
                app.MapCloakroom();
                app.MapPost("/login/{carrier}", async (Carrier carrier, ISessions sessions) =>
                    (await sessions.SignInAsync(new SignIn(new SessionUser(UserId) { Roles = ["user"] }) { Carrier = carrier })).Tokens?.AccessToken ?? "");
            }));
    }

    /// <summary>The request without anything around it.</summary>
    public Passage Empty() => new(_bare.Services, ArriveAsync, Stop.Open(), Visitor.Of("nobody", "GET", "127.0.0.1"));

    /// <summary>Through Cloakroom to an open endpoint, one that reads the user's ID, and one with <c>RequireAuthorization</c>; null where nobody gets through.</summary>
    public Passage?[] WaysOf(Visitor visitor) => visitor.IsSomebody
        ? [To(Stop.Open(), visitor), To(Stop.ForUser(UserId), visitor), To(Stop.SignedIn(), visitor)]
        : [To(Stop.Open(), visitor), null, null];

    /// <summary>Nobody, the three carriers, and two posts.</summary>
    public async Task<Visitor[]> EnterAsync()
    {
        string host = BenchApp.AddressOf(_ours).Authority;
        using HttpResponseMessage cookie = await BenchApp.LoginAsync(_ours, $"/login/{Carrier.Cookie}"), token = await BenchApp.LoginAsync(_ours, $"/login/{Carrier.Token}"),
            both = await BenchApp.LoginAsync(_ours, $"/login/{Carrier.JwtCookie}");
        (string, string) id = ("Cookie", BenchApp.CookiesOf(cookie).Single()), here = ("Sec-Fetch-Site", "same-origin");
        return
        [
            Visitor.Of("nobody", "GET", host, here),
            Visitor.Of("`cookie`", "GET", host, here, id),
            Visitor.Of("`token`", "GET", host, ("Authorization", $"Bearer {await token.Content.ReadAsStringAsync()}")),
            // The browser sends the refresh token with it.
            Visitor.Of("`jwt-cookie`", "GET", host, here, ("Cookie", string.Join("; ", BenchApp.CookiesOf(both)))),
            Visitor.Of("nobody, POST with `Sec-Fetch-Site`", "POST", host, here),
            Visitor.Of("`cookie`, POST with `Sec-Fetch-Site`", "POST", host, here, id),
            Visitor.Of("`cookie`, POST with `X-CSRF-Token`", "POST", host, ("X-CSRF-Token", await CsrfTokenAsync(id.Item2)), id),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _bare.DisposeAsync();
        await _ours.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Passage To(Stop stop, Visitor visitor) => new(_ours.Services, _pipeline, stop, visitor);

    private static Task ArriveAsync(HttpContext context) => context.GetEndpoint()?.RequestDelegate?.Invoke(context) ?? Task.CompletedTask;

    private async Task<string> CsrfTokenAsync(string cookie)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = BenchApp.AddressOf(_ours) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/csrf");
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using HttpResponseMessage answer = await client.SendAsync(request);
        using JsonDocument json = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("token").GetString() ?? "";
    }
}
