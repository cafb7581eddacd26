using Cloakroom.Keys;

namespace Cloakroom.Server.Start;

/// <summary>
/// Opens the door when the first visitor can be answered: the store has been asked, the keys that sign tokens are read, and logouts of the last
/// run are repeated in it. A proxy sends people here as soon as somebody listens, and what the first question to a store costs, nobody else's
/// limit of time should. A store that is away is not waited for.
/// </summary>
internal sealed class FirstLook(SessionEngine engine, ISessionStore store, KeyRing keys) : IHostedService
{
    // Without pauses: a question has a limit, and a store that leaves some unanswered is taken for away.
    private const int Tries = 20;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < Tries && engine.IsStoreThere && !await AnswersAsync(cancellationToken); i++)
        {
            await engine.RetryPendingAsync();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Nobody's session and nobody's data: whatever the answer is, it is one.
    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        var nobody = SessionId.Create();
        Decision decision = await engine.AuthenticateAsync(nobody, isSafe: false, cancellationToken);
        try
        {
            await (engine.Data?.ReadAsync(nobody.DigestFor(store), "first-look", cancellationToken) ?? default);
        }
        catch (StoreUnavailableException)
        {
            return false;
        }

        // Read once already, before this; where the store was too slow for that, the next time would be in five seconds.
        if (!keys.IsKnown)
        {
            await keys.RefreshAsync();
        }

        return keys.IsKnown && decision is not Decision.Unavailable && engine.IsStoreCaughtUp;
    }
}
