using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>A browser that cancels its request proves nothing.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task A_request_that_is_given_up_is_neither_refused_nor_an_error()
    {
        int status = 0;
        bool reached = false;
        await using TestApp app = await new TestApp
        {
            OnKestrel = true,
            BeforeCloakroom = a => a.Use(async (context, next) =>
            {
                await next(context);
                Volatile.Write(ref status, context.Response.StatusCode);
            }),
            AfterCloakroom = a => a.Use(async (context, next) =>
            {
                reached |= context.Request.Path == "/private";
                await next(context);
            }),
        }.StartAsync();
        string cookie = await app.LoginAsync();
        int finds = app.Switch.Finds;
        app.Switch.Mode = StoreMode.Hangs;

        using HttpClient client = app.Client(cookie);
        using var giveUp = new CancellationTokenSource();
        Task<HttpResponseMessage> request = client.GetAsync("/private", giveUp.Token);
        await Until.TrueAsync(() => app.Switch.Finds > finds);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        await Until.TrueAsync(() => Volatile.Read(ref status) != StatusCodes.Status200OK && status != 0);
        Assert.Equal(StatusCodes.Status499ClientClosedRequest, status);
        Assert.False(reached);
        Assert.Empty(app.Logs.Bad);
        Assert.DoesNotContain(app.Logs.Lines, l => l.Text.StartsWith("Refused", StringComparison.Ordinal));

        app.Switch.Mode = StoreMode.Works;
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", cookie)).StatusCode);
    }

    [Fact]
    public async Task Many_requests_at_once_each_get_their_own_user()
    {
        await using TestApp app = await new TestApp { Store = new CachedSwitchStore(), OnKestrel = true }.StartAsync();
        string[] cookies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => app.LoginAsync($"user-{i}")));
        using HttpClient client = app.Client();

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 640).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/private") { Headers = { { "Cookie", cookies[i % 16] } } };
            using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return await answer.TextAsync();
        }));

        Assert.All(answers.Index(), a => Assert.Equal($"user-{a.Index % 16}", a.Item));
    }
}
