namespace Cloakroom;

/// <summary>
/// Asks for the account once more when its session can be found. Whoever changes or disables an account does that first and then looks for
/// its sessions: so of the two, one sees the other.
/// </summary>
/// <param name="engine">The sessions.</param>
/// <param name="users">The accounts; null where nobody can be asked, and the session is what the application made it.</param>
internal sealed class Confirmation(SessionEngine engine, IRefreshUsers? users = null)
{
    /// <summary>The session that has just begun, with the user as they are now; otherwise it is ended again.</summary>
    /// <exception cref="RefusedException">The account was disabled meanwhile.</exception>
    public async ValueTask<Session> OfNewAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(session, cancellationToken);
        }
        catch (Exception failure) when (failure is not RefusedException)
        {
            await engine.EndAsync(new(session.Digest, EndReason.Rotated), session);
            throw;
        }
    }

    /// <summary>
    /// The same for a session that has a new ID. The old one is gone already: accounts that cannot be asked just now are no reason to log the
    /// person out, and what they would have said comes with the next change.
    /// </summary>
    /// <exception cref="RefusedException">The account was disabled meanwhile.</exception>
    public async ValueTask<Session> OfRotatedAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(session, cancellationToken);
        }
        catch (Exception failure) when (failure is not (RefusedException or OutOfMemoryException))
        {
            return session;
        }
    }

    private async ValueTask<Session> AskAsync(Session session, CancellationToken cancellationToken)
    {
        if (users is null)
        {
            return session;
        }

        if (await users.FindAsync(session.UserId, cancellationToken) is not { } user)
        {
            await engine.EndAsync(new(session.Digest, EndReason.UserDisabled), session);
            throw new RefusedException(Refusal.Because(Reason.InvalidCredentials));
        }

        return user == session.User ? session
            : await engine.UpdateUserAsync(session, user) == Applied.Done ? session with { User = user, Version = session.Version + 1 }
            : throw new StoreUnavailableException("The new session was changed by somebody else at once.");
    }
}
