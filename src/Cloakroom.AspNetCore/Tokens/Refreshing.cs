namespace Cloakroom;

/// <summary>A refresh, from what was shown to what is answered. Everything that may fail is asked before the token is exchanged.</summary>
internal sealed class Refreshing(SessionEngine engine, RefreshTokens refresh, TokenAccess tokens, IRefreshUsers? users = null)
{
    /// <exception cref="StoreUnavailableException">The same token may be shown again.</exception>
    public async Task<Refreshed> RunAsync(RefreshToken shown, Carrier carrier, CancellationToken cancellationToken)
    {
        Refreshed refreshed = await TryAsync(shown, carrier, cancellationToken);
        Telemetry.Refreshes.Add(1, new KeyValuePair<string, object?>("result", refreshed.Refused?.Code ?? "refreshed"));
        return refreshed;
    }

    private async Task<Refreshed> TryAsync(RefreshToken shown, Carrier carrier, CancellationToken cancellationToken)
    {
        tokens.RequireKey();
        if (users is not null && await engine.AskStoreAsync(engine.DigestOf(shown.Session), cancellationToken) is Decision.Valid { Session: var session }
            && await CheckAsync(users, session, cancellationToken) is { } refused)
        {
            return new(refused);
        }

        return await refresh.RefreshAsync(shown, carrier, cancellationToken);
    }

    private async ValueTask<Reason?> CheckAsync(IRefreshUsers users, Session session, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(session.UserId, cancellationToken) is not { } user)
        {
            await engine.EndAsync(new(session.Digest, EndReason.UserDisabled), session);
            return Reason.UserDisabled;
        }

        if (user != session.User && user.Id == session.UserId)
        {
            await engine.UpdateUserAsync(session, user);
        }

        return null;
    }
}
