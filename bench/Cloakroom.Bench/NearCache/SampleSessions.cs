using System.Collections.Immutable;

namespace Cloakroom.Bench;

/// <summary>
/// Answers every find with a live session, read from the bytes that a store keeps, so that its texts are objects of their own as they are
/// after a real read. The user is numbered by the digest: 7 digits, an address of 23 characters, one role, one of eight devices.
/// </summary>
internal sealed class SampleSessions : ISessionStore
{
    private static readonly DateTimeOffset Login = DateTimeOffset.FromUnixTimeSeconds(1_750_000_000);
    private static readonly ImmutableArray<string> Devices =
    [
        "Firefox on Linux", "Firefox on Windows", "Chrome on Windows", "Chrome on Android", "Safari on iPhone", "Safari on Mac", "Edge on Windows", "Chrome on Mac",
    ];

    /// <summary>What one of them takes in the near cache, by its own estimate.</summary>
    public const int CachedBytes = CacheFootprint.Fixed + 40 + 72;

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) => new(new StoredSession(Read(digest), null));

    private static Session Read(SessionDigest digest)
    {
        int number = 1_000_000 + (int)((uint)digest.GetHashCode() % 9_000_000);
        var session = new Session
        {
            Digest = digest,
            Handle = SessionHandle.Create(),
            User = new SessionUser($"{number}") { Email = $"user{number}@example.com", Roles = ["user"] },
            AuthenticationMethods = ["pwd"],
            Device = Devices[number % Devices.Length],
            CreatedAt = Login,
            AuthenticatedAt = Login,
            LastSeenAt = Login,
            ExpiresAt = Login.AddDays(1),
            IdleTimeout = TimeSpan.FromHours(1),
        };
        return SessionFormat.TryRead(SessionFormat.Write(session), digest, out Session? read) ? read : throw new InvalidOperationException("Unreadable.");
    }

    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
}
