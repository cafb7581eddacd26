using System.Net;
using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

public sealed class PasswordCheckTests
{
    [Fact]
    public async Task An_unknown_name_costs_as_many_hash_rounds_as_a_known_one()
    {
        var counting = new CountingHasher();
        await using RunningServer server = await RunningServer.WithAccountAsync(services => services.AddSingleton<IPasswordHasher<Account>>(counting));
        int before = counting.Checked;
        using HttpResponseMessage unknown = await server.LoginAsync("nobody@example.org"), known = await server.LoginAsync(password: "not the password");
        Assert.Equal(2, counting.Checked - before);
    }

    [Fact]
    public async Task A_hash_with_fewer_rounds_is_replaced_at_the_next_login()
    {
        string folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName;
        string old;
        await using (RunningServer before = await RunningServer.StartAsync(folder: folder))
        {
            using HttpResponseMessage registered = await before.RegisterAsync();
            old = await HashAsync(before);
        }

        await using (RunningServer after = await RunningServer.StartAsync(replace: s => s.Configure<PasswordHasherOptions>(o => o.IterationCount = 2000), folder: folder))
        {
            using HttpResponseMessage login = await after.LoginAsync();
            string renewed = await UntilReplacedAsync(after, old);
            using HttpResponseMessage again = await after.LoginAsync();
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (login.StatusCode, again.StatusCode));
            Assert.Equal(renewed, await HashAsync(after));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_account_that_is_disabled_while_its_hash_is_replaced_stays_disabled()
    {
        RunningServer? running = null;
        var hasher = new InterruptedHasher(() => DisableAll(running!));
        await using RunningServer server = running = await RunningServer.WithAccountAsync(services => services.AddSingleton<IPasswordHasher<Account>>(hasher));
        using HttpResponseMessage login = await server.LoginAsync(), again = await server.LoginAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (login.StatusCode, again.StatusCode));
    }

    [Fact]
    public void A_hash_is_PBKDF2_with_SHA512_and_220000_rounds()
    {
        var services = new ServiceCollection();
        services.AddAccounts();
        using ServiceProvider provider = services.BuildServiceProvider();
        byte[] hash = Convert.FromBase64String(provider.GetRequiredService<IPasswordHasher<Account>>().HashPassword(new Account(), RunningServer.Password));
        // Identity's format 3: marker, then PRF and rounds as big-endian 32 bit numbers.
        Assert.Equal("010000000200035B60", Convert.ToHexString(hash[..9]));
    }

    [Fact]
    public async Task When_too_many_wait_the_rest_is_sent_away_and_live_sessions_go_on()
    {
        using var hasher = new HeldHasher();
        await using RunningServer server = await RunningServer.WithAccountAsync(services => services
            .AddSingleton(new HashGate(TimeProvider.System, threads: 1)).AddSingleton<IPasswordHasher<Account>>(hasher));
        using HttpClient browser = server.Browser();
        using HttpResponseMessage login = await browser.JsonAsync("/auth/login", RunningServer.Credentials());
        hasher.Hold();
        Task<HttpResponseMessage>[] crowd = [.. Enumerable.Range(0, 150).Select(i => server.LoginAsync($"user{i}@example.org"))];
        using HttpResponseMessage first = await await Task.WhenAny(crowd), session = await browser.AskAsync("/auth/session");
        hasher.LetGo();
        HttpResponseMessage[] all = await Task.WhenAll(crowd);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "overloaded"), (first.StatusCode, await first.CodeAsync()));
        Assert.InRange(first.Headers.RetryAfter?.Delta ?? TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
        Assert.All(all, a => Assert.Contains(a.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.ServiceUnavailable }));
    }

    private static async Task<string> HashAsync(RunningServer server)
    {
        await using AsyncServiceScope scope = server.Services.CreateAsyncScope();
        Account account = await scope.ServiceProvider.GetRequiredService<AccountsContext>().Users.SingleAsync(TestContext.Current.CancellationToken);
        return account.PasswordHash ?? "";
    }

    // It happens after the answer.
    private static async Task<string> UntilReplacedAsync(RunningServer server, string old)
    {
        string now = old;
        for (int i = 0; i < 1000 && string.Equals(now, old, StringComparison.Ordinal); i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            now = await HashAsync(server);
        }

        Assert.False(string.Equals(old, now, StringComparison.Ordinal));
        return now;
    }

    private static void DisableAll(RunningServer server)
    {
        using IServiceScope scope = server.Services.CreateScope();
        scope.ServiceProvider.GetRequiredService<AccountsContext>().Users.ExecuteUpdate(a => a.SetProperty(u => u.DisabledAt, 1));
    }

    // Says of every right password that its hash is old, after something else has happened.
    private sealed class InterruptedHasher(Action before) : PasswordHasher<Account>
    {
        public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            before();
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword) == PasswordVerificationResult.Failed
                ? PasswordVerificationResult.Failed : PasswordVerificationResult.SuccessRehashNeeded;
        }
    }

    private sealed class HeldHasher : PasswordHasher<Account>, IDisposable
    {
        private readonly ManualResetEventSlim _free = new(initialState: true);

        public void Hold() => _free.Reset();

        public void LetGo() => _free.Set();

        public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            _free.Wait(TimeSpan.FromSeconds(30));
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }

        public void Dispose() => _free.Dispose();
    }

    private sealed class CountingHasher : PasswordHasher<Account>
    {
        private int _checked;

        public int Checked => _checked;

        public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _checked);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
