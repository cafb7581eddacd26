namespace Cloakroom.Testing;

/// <summary>Puts a live session into a store without a login page, for tests of what comes after the login.</summary>
public static class SessionMint
{
    /// <summary>Creates the session that a login of this user would create now.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="user">Whose it is.</param>
    /// <param name="options">Its life, and the limit per user.</param>
    /// <param name="time">The clock of the test.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <exception cref="InvalidOperationException">The store did not take it.</exception>
    public static async Task<MintedSession> MintAsync(
        ISessionStore store, SessionUser user, SessionOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var id = SessionId.CreateFor(store, user.Id);
        SessionChange.Create change = NewSession.For(new SignIn(user), id.DigestFor(store), time, options);
        CreateOutcome outcome = await store.CreateAsync(change, cancellationToken);
        return outcome.Applied == Applied.Done
            ? new MintedSession(id, change.Session)
            : throw new InvalidOperationException($"The store answered {outcome.Applied} to a new session.");
    }
}

/// <summary>A live session made for a test.</summary>
/// <param name="Id">The secret; <see cref="SessionId.Reveal"/> gives the value of the cookie.</param>
/// <param name="Session">The record as it was stored.</param>
public sealed record MintedSession(SessionId Id, Session Session);
