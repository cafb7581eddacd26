using Microsoft.AspNetCore.Identity;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Does once, beside the running server, what the first login would otherwise wait for: Entity Framework builds its model, and the hash of
/// nobody's password is made. Before that it waits for a database that was away at the start.
/// </summary>
internal sealed class AccountsWarmUp(
    IServiceScopeFactory scopes, AccountsDatabase accounts, PasswordChecks passwords, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<AccountsWarmUp> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // The port first, then this.
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration listening = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task.WaitAsync(stoppingToken);
            await PreparedAsync(stoppingToken);
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByEmailAsync("nobody@localhost");
            await passwords.WarmUpAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops, perhaps before it ever listened.
        }
        catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
        {
            Log.AccountsUnavailable(logger, failure);
        }
    }

    private async Task PreparedAsync(CancellationToken stoppingToken)
    {
        for (bool first = true; ; first = false)
        {
            try
            {
                accounts.IsEmpty();
                return;
            }
            catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
            {
                if (first)
                {
                    Log.AccountsUnavailable(logger, failure);
                }
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }
}
