using Cloakroom.Server;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Accounts;

/// <summary>The server as it is deployed, with as many rounds of hashing as are asked for, and with accounts. All come from one address, which may therefore fail more often.</summary>
internal sealed class LoginServer : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private LoginServer(WebApplication app, DirectoryInfo folder) => (_app, _folder) = (app, folder);

    public IServiceProvider Services => _app.Services;

    public Uri Url => new(_app.Urls.First());

    public static async Task<LoginServer> StartAsync(int rounds, string url = "http://127.0.0.1:0")
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        string store = $"sqlite:{folder.FullName}/cloakroom.db";
        string[] line = ["--urls", url, "--Store", store, "--Accounts:Store", store, "--Session:Journal", $"{folder.FullName}/journal", "--Accounts:TriesPerAddress", "1000000"];
        WebApplication app = CloakroomServer.Build(Arguments.Parse(line), services =>
        {
            services.AddLogging(l => l.ClearProviders());
            services.Configure<PasswordHasherOptions>(o => o.IterationCount = rounds);
        });
        await app.StartAsync();
        return new(app, folder);
    }

    /// <summary>A hash of the password, of so many rounds.</summary>
    public static string HashOf(int rounds) =>
        new PasswordHasher<Account>(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = rounds })).HashPassword(new Account(), Password);

    /// <summary>Accounts of these names and this hash, made without the work of hashing for each.</summary>
    public async Task AddAsync(IEnumerable<string> names, string hash, Action<Account>? change = null)
    {
        await using AsyncServiceScope scope = Services.CreateAsyncScope();
        AccountsContext database = scope.ServiceProvider.GetRequiredService<AccountsContext>();
        foreach (string name in names)
        {
            EmailAddress email = EmailOf(name);
            var account = new Account(email, hash, TimeProvider.System.GetUtcNow()) { NormalizedEmail = email.Normalized, NormalizedUserName = email.Normalized };
            change?.Invoke(account);
            database.Users.Add(account);
        }

        await database.SaveChangesAsync();
    }

    public static EmailAddress EmailOf(string name) =>
        EmailAddress.TryParse($"{name}@example.org", out EmailAddress? email) ? email : throw new ArgumentException(name, nameof(name));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
