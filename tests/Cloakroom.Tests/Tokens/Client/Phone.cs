using System.Collections.Concurrent;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Testing;
using Cloakroom.Tests.AspNetCore;
using Cloakroom.Tests.Server;
using Cloakroom.Tokens;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Tokens.Client;

/// <summary>The real server, and a program that is logged in there and keeps tokens. Each has a clock of its own.</summary>
internal sealed class Phone : IAsyncDisposable
{
    private Phone(RunningServer server, SwitchStore sessions, FakeClock serverClock) => (Server, Sessions, ServerClock) = (server, sessions, serverClock);

    public RunningServer Server { get; }

    public SwitchStore Sessions { get; }

    public FakeClock ServerClock { get; }

    /// <summary>Behind that of the server, it does not see that a token is due.</summary>
    public FakeClock Clock { get; } = new();

    public MemoryTokenStore Store { get; } = new();

    /// <summary>The way of logins, renewals and logouts.</summary>
    public Wire ToServer { get; } = new();

    /// <summary>The way of all other requests.</summary>
    public Wire ToApi { get; } = new();

    /// <summary>Why sessions ended.</summary>
    public ConcurrentQueue<string> Ended { get; } = new();

    public static async Task<Phone> StartAsync()
    {
        var clock = new FakeClock();
        var sessions = new SwitchStore();
        RunningServer server = await RunningServer.WithAccountAsync(s => s.AddSingleton<TimeProvider>(clock).AddSingleton<ISessionStore>(sessions));
        return new Phone(server, sessions, clock);
    }

    /// <summary>Gives the account a second factor; gives its secret, of which the code of now is used up and gone by.</summary>
    public async Task<byte[]> AddAppAsync()
    {
        AccountFactors factors = Server.Services.GetRequiredService<AccountFactors>();
        await using AsyncServiceScope scope = Server.Services.CreateAsyncScope();
        string id = (await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByEmailAsync(RunningServer.Email))?.Id ?? "";
        byte[] secret = factors.BeginSetup(id) ?? [];
        Assert.IsType<SetupOutcome.Added>(factors.Confirm(id, Totp.CodeOf(secret, Totp.StepAt(ServerClock.GetUtcNow()))));
        ServerClock.Advance(TimeSpan.FromSeconds(30));
        return secret;
    }

    public TokenSession Session(ITokenStore? store = null, params Uri[] origins)
    {
        var session = new TokenSession(new Uri(Server.Url.GetLeftPart(UriPartial.Authority)), store ?? Store, ToServer, Clock) { Origins = [.. origins] };
        session.Ended += (_, e) => Ended.Enqueue(e.Code);
        return session;
    }

    public async Task<TokenSession> LoggedInAsync(params Uri[] origins)
    {
        TokenSession session = Session(store: null, origins);
        Assert.True((await session.LoginAsync(RunningServer.Email, RunningServer.Password, TestContext.Current.CancellationToken)).IsLoggedIn);
        return session;
    }

    public HttpClient Client(TokenSession session) =>
        new(new CloakroomTokenHandler(session, ToApi), disposeHandler: false) { BaseAddress = Server.Url };

    /// <summary>Time goes by for the server, and for the client too unless its clock stands still.</summary>
    public void Pass(TimeSpan time, bool clientKnows = true)
    {
        ServerClock.Advance(time);
        if (clientKnows)
        {
            Clock.Advance(time);
        }
    }

    public async Task<ClientTokens?> KeptAsync() => await Store.LoadAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        ToServer.Dispose();
        ToApi.Dispose();
        await Server.DisposeAsync();
    }
}
