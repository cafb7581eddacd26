using Microsoft.AspNetCore.Identity;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Does once, beside the running server, what the first login would otherwise wait for: Entity Framework builds its model, and the hash of
/// nobody's password is made.
/// </summary>
internal sealed class AccountsWarmUp(IServiceScopeFactory scopes, PasswordChecks passwords, IHostApplicationLifetime lifetime, ILogger<AccountsWarmUp> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // The port first, then this.
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration listening = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task.WaitAsync(stoppingToken);
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
}
