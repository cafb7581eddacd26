using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>What stays open ends with its session, also where the application has not thought of it.</summary>
public sealed class OpenEndsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_stream_of_an_application_is_cut_at_the_logout()
    {
        await using TestApp app = await new TestApp { OnKestrel = true, Map = Streams }.StartAsync();
        using HttpClient ada = app.Client(await app.LoginAsync("ada")), bob = app.Client(await app.LoginAsync("bob"));
        using StreamReader adas = await OpenAsync(ada, "/stream"), bobs = await OpenAsync(bob, "/stream");
        Assert.Equal("data: ada", await adas.ReadLineAsync(Stop));
        Assert.Equal("data: bob", await bobs.ReadLineAsync(Stop));

        await ada.PostAsync("/auth/logout", content: null, Stop);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await adas.ReadLineAsync(Stop) is not null)
            {
                // What was sent before.
            }
        });
        await bob.PostAsync("/more", content: null, Stop);
        Assert.Equal("", await bobs.ReadLineAsync(Stop));
        Assert.Equal("data: more", await bobs.ReadLineAsync(Stop));
    }

    [Fact]
    public async Task The_stream_of_events_says_that_the_session_is_over_and_why()
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();
        using HttpClient here = app.Client(await app.LoginAsync("ada")), there = app.Client(await app.LoginAsync("ada"));
        using StreamReader events = await OpenAsync(here, "/auth/events");
        Assert.Equal(": here", await events.ReadLineAsync(Stop));
        await there.DeleteAsync("/auth/sessions", Stop);

        Assert.Equal("\nevent: session-ended\ndata: {\"code\":\"revoked\"}\n\n", await events.ReadToEndAsync(Stop));
    }

    [Fact]
    public async Task Work_that_goes_on_is_told()
    {
        var told = new TaskCompletionSource();
        await using TestApp app = await new TestApp { OnKestrel = true, Map = a => a.MapGet("/work", async (ISessions sessions) =>
        {
            await Task.Delay(Timeout.Infinite, sessions.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            told.SetResult();
            return "over";
        }).RequireAuthorization() }.StartAsync();
        using HttpClient ada = app.Client(await app.LoginAsync("ada"));
        Task<string> work = ada.GetStringAsync("/work", Stop);
        await Until.TrueAsync(() => app.Services.GetRequiredService<SessionEnds>().Count > 0);
        await ada.PostAsync("/auth/logout", content: null, Stop);
        await told.Task.WaitAsync(Stop);
        Assert.Equal("over", await work);
    }

    [Fact]
    public async Task A_visitor_hears_nothing_from_the_stream_of_events()
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();
        using HttpClient nobody = app.Client();
        using HttpResponseMessage answer = await nobody.GetAsync("/auth/events", Stop);
        Assert.Equal(401, (int)answer.StatusCode);
    }

    private static void Streams(WebApplication app)
    {
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.MapPost("/more", () => more.TrySetResult());
        app.MapGet("/stream", async (HttpContext context, Session session) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync($"data: {session.UserId}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await more.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: more\n\n", context.RequestAborted);
        });
    }

    private static async Task<StreamReader> OpenAsync(HttpClient client, string path) => new(await client.GetStreamAsync(path, Stop));
}
