namespace Cloakroom.Tests;

/// <summary>A session ID with its digest, and records that belong to it.</summary>
internal sealed record Ticket(SessionId Id, SessionDigest Digest)
{
    private static readonly DateTimeOffset Login = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static Ticket New()
    {
        var id = SessionId.Create();
        return new Ticket(id, id.Digest());
    }

    public static Ticket[] New(int count) => [.. Enumerable.Range(0, count).Select(_ => New())];

    /// <summary>The record in the given version, as a store would read it: with texts of its own.</summary>
    public Session Record(int version = 1)
    {
        var session = new Session
        {
            Digest = Digest,
            Handle = SessionHandle.Create(),
            User = new SessionUser($"user {Digest}") { Email = $"{Digest}@example.com", Roles = ["user"] },
            AuthenticationMethods = ["pwd"],
            Device = "Firefox on Linux",
            CreatedAt = Login,
            AuthenticatedAt = Login,
            LastSeenAt = Login,
            ExpiresAt = Login.AddDays(1),
            IdleTimeout = TimeSpan.FromHours(1),
            Version = version,
        };
        return SessionFormat.TryRead(SessionFormat.Write(session), Digest, out Session? read) ? read : throw new InvalidOperationException("Unreadable.");
    }
}
