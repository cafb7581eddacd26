using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Cli;

/// <summary>The server's parts without the server: files are open, nothing listens, nothing is logged. A running server may share the files.</summary>
internal sealed class Workplace : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly AsyncServiceScope _scope;

    public Workplace(Arguments arguments)
    {
        _app = CloakroomServer.Build(arguments, services => services.AddLogging(l => l.ClearProviders()));
        _scope = _app.Services.CreateAsyncScope();
    }

    public AccountsContext Accounts => Get<AccountsContext>();

    /// <summary>The sessions on disk; null when they live in the memory of the running server, where nobody else reaches them.</summary>
    public ISessionStore? Sessions => Get<ISessionStore>() is MemorySessionStore ? null : Get<ISessionStore>();

    public T Get<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    /// <exception cref="StartRefusedException">There is no such account.</exception>
    public async Task<Account> FindAsync(string address) =>
        EmailAddress.TryParse(address, out EmailAddress? name)
        && await Accounts.Users.SingleOrDefaultAsync(a => a.NormalizedEmail == name.Normalized) is { } account
            ? account
            : throw new StartRefusedException("There is no account with that address; users list shows all.");

    /// <exception cref="StartRefusedException">They live in memory.</exception>
    public ISessionStore RequireSessions() => Sessions
        ?? throw new StartRefusedException("With Store memory: the sessions live in the running server alone; use a store such as sqlite:path to reach them from here.");

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _app.DisposeAsync();
    }
}
