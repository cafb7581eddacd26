namespace Cloakroom;

/// <summary>
/// Logging in and out, from an endpoint. Methods without a user ID work on the request being answered. A store that cannot be asked is a
/// <see cref="StoreUnavailableException"/>, which <c>UseCloakroom</c> answers with 503; nobody is logged out by it.
/// </summary>
public interface ISessions
{
    /// <summary>The live session of this request; null when there is none.</summary>
    /// <exception cref="StoreUnavailableException">Nobody can tell whether there is one.</exception>
    Session? Current { get; }

    /// <summary>
    /// Cancelled within a second of the end of the current session, whatever ends it, for work that stays open: <c>CancellationToken.None</c>
    /// for nobody. WebSockets and event streams (and so SignalR) are closed at that moment without it; with it they can say goodbye.
    /// </summary>
    CancellationToken Ended { get; }

    /// <summary>
    /// A token for the hidden field <c>csrf_token</c> of a form, or the header <c>X-CSRF-Token</c>; null when there is no session, or one that
    /// no cookie shows. Another one each time, good as long as the session keeps its ID. Pages of a current browser do without.
    /// </summary>
    string? CsrfToken { get; }

    /// <summary>
    /// Starts a session for a person who has just proved who they are, and sets the cookie, or makes the tokens. Always a new ID; the session that came with the
    /// request ends, and its data follows if it is the same user's.
    /// </summary>
    /// <returns>A result that answers 200 with user and session; an endpoint may return it or answer in its own way.</returns>
    /// <exception cref="InvalidOperationException">The response has started, so that no cookie can be set any more.</exception>
    Task<SignedIn> SignInAsync(SessionUser user, CancellationToken cancellationToken = default);

    /// <summary>The same, telling more: how the person authenticated, or the device (when empty it is read from User-Agent).</summary>
    /// <exception cref="InvalidOperationException">The response has started, so that no cookie can be set any more.</exception>
    Task<SignedIn> SignInAsync(SignIn signIn, CancellationToken cancellationToken = default);

    /// <summary>Ends the current session and deletes its cookie.</summary>
    /// <param name="everywhere">Ends all other sessions of the user as well.</param>
    Task<EndOutcome> SignOutAsync(bool everywhere = false);

    /// <summary>
    /// Gives the current session a new ID after a change of privilege (roles, password, second factor) and sets the cookie; null when it is
    /// not live any more.
    /// </summary>
    /// <param name="user">The user as they are now; the same ID.</param>
    /// <param name="reauthenticated">Whether the person has just proved who they are again.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">It is another user.</exception>
    /// <exception cref="InvalidOperationException">The response has started, so that no cookie can be set any more.</exception>
    Task<SignedIn?> RotateAsync(SessionUser user, bool reauthenticated, CancellationToken cancellationToken = default);

    /// <summary>The live sessions of the current user, most recently seen first; empty for nobody.</summary>
    Task<IReadOnlyList<Session>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends one of the current user's sessions by its handle; <see cref="EndOutcome.Absent"/> for an unknown handle, also for another user's.</summary>
    Task<EndOutcome> EndAsync(string handle, CancellationToken cancellationToken = default);

    /// <summary>Ends all sessions of the current user but the current one.</summary>
    Task<EndOutcome> EndOthersAsync();

    /// <summary>
    /// Gives all live sessions of any user other roles or another address, on every node and for every carrier within a second; tokens from before
    /// have to be refreshed. To be called after the change can be read by <see cref="IRefreshUsers"/>. Works without a request too.
    /// </summary>
    /// <param name="user">The user as they are now; sessions of this ID are changed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many sessions were changed.</returns>
    /// <exception cref="StoreUnavailableException">Some may be as they were: call it again.</exception>
    Task<int> UpdateUserAsync(SessionUser user, CancellationToken cancellationToken = default);

    /// <summary>Ends all sessions of any user: for administrators, and after a password change. Works without a request too.</summary>
    Task<EndOutcome> EndUserAsync(string userId, EndReason why);
}
