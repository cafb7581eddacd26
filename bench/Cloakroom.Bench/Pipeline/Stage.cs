using System.Text.Json;
using Cloakroom.Bench.Apps;
using Cloakroom.Bench.Contest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Bench.Pipeline;

/// <summary>Two applications, one with Cloakroom and one without any authentication, and those who come to them.</summary>
internal sealed class Stage : IAsyncDisposable
{
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
        WebApplication bare = BenchApp.Build(), ours = OwnApps.Sessions(Path.Combine(folder.FullName, "bench.db"), isNear: true);
        await bare.StartAsync();
        await ours.StartAsync();
        return new(folder, bare, ours);
    }

    /// <summary>The request without anything around it.</summary>
    public Passage Empty() => new(_bare.Services, ArriveAsync, Stop.Open(), Visitor.Of("nobody", "GET", "127.0.0.1"));

    /// <summary>Through Cloakroom to an open endpoint, one that reads the user's ID, and one with <c>RequireAuthorization</c>; null where nobody gets through.</summary>
    public Passage?[] WaysOf(Visitor visitor) => visitor.IsSomebody
        ? [To(Stop.Open(), visitor), To(Stop.ForUser(BenchApp.UserId), visitor), To(Stop.SignedIn(), visitor)]
        : [To(Stop.Open(), visitor), null, null];

    /// <summary>Nobody, the three carriers, and two posts.</summary>
    public async Task<Visitor[]> EnterAsync()
    {
        var ours = new Contender("cloakroom", BenchApp.AddressOf(_ours));
        string host = ours.Url.Authority, id = await LoginAsync(ours, Carrier.Cookie);
        using var csrf = JsonDocument.Parse(await Caller.GetAsync(Ask.Get(ours, "/auth/csrf", $"Cookie: {id}")));
        (string, string) cookie = ("Cookie", id), here = ("Sec-Fetch-Site", "same-origin");
        return
        [
            Visitor.Of("nobody", "GET", host, here),
            Visitor.Of("`cookie`", "GET", host, here, cookie),
            Visitor.Of("`token`", "GET", host, ("Authorization", await LoginAsync(ours, Carrier.Token))),
            // The browser sends the refresh token with it.
            Visitor.Of("`jwt-cookie`", "GET", host, here, ("Cookie", await LoginAsync(ours, Carrier.JwtCookie))),
            Visitor.Of("nobody, POST with `Sec-Fetch-Site`", "POST", host, here),
            Visitor.Of("`cookie`, POST with `Sec-Fetch-Site`", "POST", host, here, cookie),
            Visitor.Of("`cookie`, POST with `X-CSRF-Token`", "POST", host, ("X-CSRF-Token", csrf.RootElement.GetProperty("token").GetString() ?? ""), cookie),
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

    private static async Task<string> LoginAsync(Contender ours, Carrier carrier) => (await Caller.LoginAsync(ours, $"/login?carrier={carrier}")).Line.Split(": ", 2)[1];
}
