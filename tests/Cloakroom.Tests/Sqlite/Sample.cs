namespace Cloakroom.Tests.Sqlite;

/// <summary>Sessions as a login makes them.</summary>
internal static class Sample
{
    /// <summary>Ends a test that is called off.</summary>
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Session Login(DateTimeOffset now, string user = "42") => new()
    {
        Digest = SessionId.Create().Digest(),
        Handle = SessionHandle.Create(),
        User = new SessionUser(user) { Email = "person@example.com", Roles = ["reader"] },
        AuthenticationMethods = ["pwd"],
        Device = "Firefox on Linux",
        CreatedAt = now,
        AuthenticatedAt = now,
        LastSeenAt = now,
        ExpiresAt = now.AddDays(1),
        IdleTimeout = TimeSpan.FromHours(1),
    };

    public static async Task<Session> AddAsync(this ISessionStore store, DateTimeOffset now, string user = "42")
    {
        Session session = Login(now, user);
        CreateOutcome outcome = await store.CreateAsync(new SessionChange.Create(session, 1000), Stop);
        Assert.Equal(Applied.Done, outcome.Applied);
        return session;
    }

    public static async Task<StoredSession> FindAsync(this ISessionStore store, Session session) =>
        await store.FindAsync(session.Digest, Stop);

    public static async Task<Applied> EndAsync(this ISessionStore store, Session session) =>
        await store.DeleteAsync(new SessionChange.Destroy(session.Digest, EndReason.LoggedOut), Stop);

    public static async Task<DataOutcome> PutAsync(
        this ISessionDataStore store, Session session, string key, byte[]? value, DataCondition condition = default) =>
        await store.WriteAsync(new DataWrite(session.Digest, key, value is null ? default(ReadOnlyMemory<byte>?) : value, condition), Stop);
}
