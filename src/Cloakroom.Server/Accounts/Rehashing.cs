using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Replaces old hashes after the login is answered, so that its time does not tell them from new ones. What cannot be done soon is left for
/// the next login.
/// </summary>
internal sealed class Rehashing(IServiceScopeFactory scopes, PasswordChecks passwords, ILogger<Rehashing> logger) : BackgroundService
{
    private const int MayWait = 64;

    private readonly Channel<Old> _waiting = Channel.CreateBounded<Old>(new BoundedChannelOptions(MayWait) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Notes that this password, which was right, has an old hash.</summary>
    public void Later(Account account, string password) => _waiting.Writer.TryWrite(new(account.Id, account.ConcurrencyStamp, password));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (Old old in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                await ReplaceAsync(old, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; the next login does it.
        }
    }

    private async Task ReplaceAsync(Old old, CancellationToken stoppingToken)
    {
        if (!passwords.TryHash(old.Password, stoppingToken, out Task<string>? hashing))
        {
            return;
        }

        string hash = await hashing;
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            // This column alone, and only if nobody changed the account meanwhile: disabled perhaps, it stays so.
            await scope.ServiceProvider.GetRequiredService<AccountsContext>().Users.Where(a => a.Id == old.Id && a.ConcurrencyStamp == old.Stamp)
                .ExecuteUpdateAsync(a => a.SetProperty(u => u.PasswordHash, hash), CancellationToken.None);
        }
        catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
        {
            Log.AccountsUnavailable(logger, failure);
        }
    }

    private sealed record Old(string Id, string? Stamp, string Password)
    {
        /// <summary>Prints no password.</summary>
        public override string ToString() => "Old";
    }
}
