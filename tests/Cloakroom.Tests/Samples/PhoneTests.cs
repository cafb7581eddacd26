using System.Collections.Concurrent;
using Cloakroom.Testing;
using Cloakroom.Tests.Server;
using Cloakroom.Tokens;
using Microsoft.Extensions.DependencyInjection;
using TokenClient.Phone;

namespace Cloakroom.Tests.Samples;

/// <summary>The code of a MAUI app, registered as that app does it, with a safe in memory in place of the phone's.</summary>
public sealed class PhoneTests
{
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_app_is_logged_in_again_after_it_was_closed_until_somebody_ends_its_session()
    {
        var clock = new FakeClock();
        await using RunningServer server = await RunningServer.WithAccountAsync(s => s.AddSingleton<TimeProvider>(clock));
        var safe = new Safe();
        await using (ServiceProvider app = App(server, safe))
        {
            LoginViewModel page = app.GetRequiredService<LoginViewModel>();
            await page.AppearAsync();
            Assert.Equal((false, ""), (page.IsLoggedIn, page.Message));
            await page.LogInAsync(RunningServer.Email, "wrong");
            Assert.Equal((false, "Email or password is wrong."), (page.IsLoggedIn, page.Message));
            await page.LogInAsync(RunningServer.Email, RunningServer.Password);
            Assert.Equal((true, $"Hello {RunningServer.Email}"), (page.IsLoggedIn, page.Message));
        }

        // Long enough for the access token to expire: the app renews it unseen.
        clock.Advance(TimeSpan.FromHours(1));
        await using ServiceProvider again = App(server, safe);
        LoginViewModel next = again.GetRequiredService<LoginViewModel>();
        await next.AppearAsync();
        Assert.Equal((true, $"Hello {RunningServer.Email}"), (next.IsLoggedIn, next.Message));

        using var elsewhere = new TokenSession(new Uri(server.Url.GetLeftPart(UriPartial.Authority)));
        Assert.True((await elsewhere.LoginAsync(RunningServer.Email, RunningServer.Password, _end)).IsLoggedIn);
        Assert.True(await elsewhere.LogoutAsync(everywhere: true, _end));
        await next.AppearAsync();
        Assert.Equal((false, "Please log in again (revoked)."), (next.IsLoggedIn, next.Message));
        Assert.Empty(safe.Kept);
    }

    [Fact]
    public async Task Without_a_server_the_page_stays_as_it_is()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        var safe = new Safe();
        await using ServiceProvider app = App(server, safe);
        LoginViewModel page = app.GetRequiredService<LoginViewModel>();
        await page.LogInAsync(RunningServer.Email, RunningServer.Password);
        await server.StopAsync();

        await page.AppearAsync();

        Assert.Equal((true, "No connection."), (page.IsLoggedIn, page.Message));
        Assert.NotEmpty(safe.Kept);
    }

    private static ServiceProvider App(RunningServer server, Safe safe) => new ServiceCollection()
        .AddSingleton<ISecureStorage>(safe).AddLogin(new Uri(server.Url.GetLeftPart(UriPartial.Authority))).BuildServiceProvider();

    private sealed class Safe : ISecureStorage
    {
        public ConcurrentDictionary<string, string> Kept { get; } = new(StringComparer.Ordinal);

        public Task<string?> GetAsync(string key) => Task.FromResult(Kept.GetValueOrDefault(key));

        public Task SetAsync(string key, string value)
        {
            Kept[key] = value;
            return Task.CompletedTask;
        }

        public bool Remove(string key) => Kept.TryRemove(key, out _);
    }
}
