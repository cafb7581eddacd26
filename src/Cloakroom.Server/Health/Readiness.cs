using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Health;

/// <summary>Whether this node can do its work at this moment, and if not, why.</summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime, SessionEngine engine, ISessionStore store, AccountsDatabase accounts, TimeProvider time)
{
    private static readonly TimeSpan Patience = StoreGuard.Write;

    public async Task<NotReady?> JudgeAsync(CancellationToken cancellationToken)
    {
        string? trouble = engine.StoreTrouble;
        string? reason = lifetime.ApplicationStopping.IsCancellationRequested ? "draining"
            : trouble is not null || !engine.IsStoreThere || !await AnswersAsync(cancellationToken) ? "store"
            : !engine.IsStoreCaughtUp ? "replaying"
            : !Answers(accounts) ? "accounts"
            : null;
        return reason is null ? null : new(reason, trouble);
    }

    // Any digest does: the question is whether there is an answer.
    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.FindAsync(SessionId.Create().Digest(), cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException)
        {
            return false;
        }
    }

    private static bool Answers(AccountsDatabase accounts)
    {
        try
        {
            accounts.IsEmpty();
            return true;
        }
        catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
        {
            return false;
        }
    }
}

/// <summary>Why a node is not ready.</summary>
/// <param name="Reason">One word, see <see cref="HealthJson"/>.</param>
/// <param name="Detail">What is wrong with the store and what to do, where it can tell.</param>
internal sealed record NotReady(string Reason, string? Detail);
