namespace Cloakroom.Testing;

/// <summary>Makes valid records for tests. Change what matters to the test with <c>with</c>.</summary>
public static class NewSession
{
    /// <summary>
    /// The record that a login at this time would make: new digest, new handle, all times now, the default life. Not in any store.
    /// </summary>
    /// <param name="userId">Whose it is; 1 to 256 UTF-8 bytes.</param>
    /// <param name="time">The clock of the test.</param>
    /// <param name="options">How long it lives; the defaults when null.</param>
    public static Session For(string userId, TimeProvider time, SessionOptions? options = null) =>
        For(new SignIn(new SessionUser(userId)), SessionId.Create().Digest(), time, options ?? new SessionOptions()).Session;

    /// <summary>A new digest as the engine would make it for this store.</summary>
    internal static SessionDigest Digest(ISessionStore store, string userId) => SessionId.CreateFor(store, userId).DigestFor(store);

    internal static SessionChange.Create For(SignIn signIn, SessionDigest digest, TimeProvider time, SessionOptions options) =>
        new SessionPolicy(options).Login(signIn, digest, SessionHandle.Create(), current: null, time.GetUtcNow()) as SessionChange.Create
        ?? throw new InvalidOperationException("A login without an earlier session creates one.");
}
