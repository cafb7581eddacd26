using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Factors;

/// <summary>The server with one account, and the app of the person, which has the server's clock.</summary>
internal sealed class SecuredServer : IAsyncDisposable
{
    private SecuredServer(RunningServer server, FakeClock clock) => (Server, Clock) = (server, clock);

    public RunningServer Server { get; }

    public FakeClock Clock { get; }

    public byte[] Secret { get; private set; } = [];

    public string[] RecoveryCodes { get; private set; } = [];

    /// <summary>The code that the app shows now.</summary>
    public string Code => Totp.CodeOf(Secret, Totp.StepAt(Clock.GetUtcNow()));

    public string WrongCode => Enumerable.Range(0, 10).Select(i => $"{i}00000").First(c => Totp.Match(Secret, c, Clock.GetUtcNow(), used: 0) is null);

    public static async Task<SecuredServer> StartAsync(Action<IServiceCollection>? replace = null)
    {
        var clock = new FakeClock();
        RunningServer server = await RunningServer.WithAccountAsync(services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            replace?.Invoke(services);
        });
        return new SecuredServer(server, clock);
    }

    /// <summary>The same, with an app.</summary>
    public static async Task<SecuredServer> WithAppAsync(Action<IServiceCollection>? replace = null)
    {
        SecuredServer secured = await StartAsync(replace);
        using HttpClient browser = await secured.LoggedInAsync();
        await secured.AddAppAsync(browser);
        return secured;
    }

    /// <summary>A browser that is logged in by the password alone, and says where its forms stand.</summary>
    public async Task<HttpClient> LoggedInAsync()
    {
        HttpClient browser = NewBrowser();
        using HttpResponseMessage login = await browser.JsonAsync("/auth/login", RunningServer.Credentials());
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        return browser;
    }

    public HttpClient NewBrowser()
    {
        HttpClient browser = Server.Browser();
        browser.DefaultRequestHeaders.Add("Origin", Server.Url.GetLeftPart(UriPartial.Authority));
        return browser;
    }

    /// <summary>Adds an app by the JSON endpoints, and lets the code that it took go by.</summary>
    public async Task AddAppAsync(HttpClient browser)
    {
        using HttpResponseMessage begun = await browser.JsonAsync("/auth/factors/totp", "{}");
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
        Secret = SecretOf((await begun.JsonAsync()).GetProperty("secret").GetString() ?? "");
        using HttpResponseMessage added = await browser.JsonAsync("/auth/factors/totp/confirm", $$"""{"code":"{{Code}}"}""");
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        RecoveryCodes = [.. (await added.JsonAsync()).GetProperty("recoveryCodes").EnumerateArray().Select(c => c.GetString() ?? "")];
        NextCode();
    }

    public void NextCode() => Clock.Advance(TimeSpan.FromSeconds(30));

    /// <summary>The password; gives the token of the second step.</summary>
    public async Task<string> BeginLoginAsync(string? carrier = null)
    {
        using HttpResponseMessage answer = await Server.LoginAsync(carrier: carrier);
        Assert.Equal("mfa_required", await answer.CodeAsync());
        return (await answer.JsonAsync()).GetProperty("mfa_token").GetString() ?? "";
    }

    /// <summary>The second step.</summary>
    public async Task<HttpResponseMessage> FinishAsync(string token, string code)
    {
        using HttpClient client = Server.Client();
        return await client.JsonAsync("/auth/login/mfa", JsonSerializer.Serialize(new { mfa_token = token, code }));
    }

    public async Task<T> WithAccountsAsync<T>(Func<AccountsContext, Task<T>> work)
    {
        await using AsyncServiceScope scope = Server.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<AccountsContext>());
    }

    public Task<string> AccountIdAsync() => WithAccountsAsync(d => d.Users.Select(u => u.Id).SingleAsync());

    /// <summary>The kinds of what was written down, latest last, each with its detail.</summary>
    public string[] Events()
    {
        using System.Data.Common.DbConnection connection = Server.Services.GetRequiredService<AccountsDatabase>().OpenQuick();
        return (connection.Scalar("SELECT group_concat(Kind || coalesce(': ' || Detail, ''), '|') FROM (SELECT * FROM events ORDER BY Id)") as string ?? "").Split('|');
    }

    /// <summary>Base32 as an app reads it.</summary>
    public static byte[] SecretOf(string text)
    {
        var bits = string.Concat(text.Where(c => c != ' ').Select(c => Convert.ToString(Base32.Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(c => c.Length == 8).Select(c => Convert.ToByte(new string(c), 2))];
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
