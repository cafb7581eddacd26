using System.Data.Common;
using System.Globalization;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.External;

/// <summary>Remembers which sessions began with which login at a provider, so that its logout can end them (Back-Channel Logout 1.0 2.7).</summary>
internal sealed class ExternalSessions(AccountsDatabase database, SpentOnce spent, SessionEngine engine, CloakroomOptions options, TimeProvider time)
{
    private const string LoggedOut = "logged out";
    private const int SweepEvery = 64;

    // Longer than a login takes from the provider to here.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private int _begun;

    /// <summary>Notes a session that has begun. False when the provider has ended its own meanwhile: then this one must end too.</summary>
    public bool Begin(Session session, ExternalIdentity identity)
    {
        Note(session.Handle.ToString(), session.UserId, identity);

        // Written first and asked then, while a logout does it the other way round: one of the two sees the other.
        return identity.Sid.Length == 0 || !spent.IsSpent(LoggedOut, $"{identity.Provider}\0{identity.Sid}");
    }

    /// <summary>Notes a login whose session begins after the second factor. Until then it is known by the moment at which the first was proved.</summary>
    public void Await(string userId, DateTimeOffset began, ExternalIdentity identity) => Note(NameOf(userId, began), userId, identity);

    /// <summary>Ends the sessions that began with a session of the provider; where it names none, all that began with this person's logins there.</summary>
    /// <exception cref="StoreUnavailableException">They could not be found; nothing is forgotten.</exception>
    public async Task<int> EndAsync(string provider, string subject, string sid, CancellationToken cancellationToken)
    {
        if (sid.Length > 0)
        {
            spent.TrySpend(LoggedOut, $"{provider}\0{sid}", time.GetUtcNow() + Remembered);
        }

        ILookup<string, string> handles = Find(provider, subject, sid).ToLookup(f => f.UserId, f => f.Handle, StringComparer.Ordinal);
        int ended = 0;
        foreach (IGrouping<string, string> user in handles)
        {
            Forget(user.Key, user);
            foreach (Session session in (await engine.ListAsync(user.Key, cancellationToken)).Where(s =>
                user.Contains(s.Handle.ToString(), StringComparer.Ordinal) || user.Contains(NameOf(s.UserId, s.AuthenticatedAt), StringComparer.Ordinal)))
            {
                await engine.EndAsync(new(session.Digest, EndReason.LoggedOut), session);
                ended++;
            }
        }

        return ended;
    }

    // No handle has a space in it.
    private static string NameOf(string userId, DateTimeOffset began) => $"{userId} {began.ToUnixTimeMilliseconds()}";

    private void Note(string name, string userId, ExternalIdentity identity)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        using DbConnection connection = database.OpenQuick();
        connection.Run(
            "INSERT INTO external_sessions (Handle, UserId, Provider, Subject, Sid, CreatedAt) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (Handle) DO UPDATE SET Sid = $5",
            name, userId, identity.Provider, identity.Subject, identity.Sid, now);
        if (Interlocked.Increment(ref _begun) % SweepEvery == 0)
        {
            TimeSpan longest = options.Session.Absolute > options.Token.RefreshAbsolute ? options.Session.Absolute : options.Token.RefreshAbsolute;
            connection.Run("DELETE FROM external_sessions WHERE CreatedAt < $1", now - (long)longest.TotalMilliseconds);
        }
    }

    // A code that is still to come leads nowhere then.
    private void Forget(string userId, IEnumerable<string> names)
    {
        using DbConnection connection = database.OpenQuick();
        foreach (string name in names.Where(n => n.Contains(' ', StringComparison.Ordinal)))
        {
            connection.Run("DELETE FROM pending_logins WHERE AccountId = $1 AND BeganAt = $2", userId, long.Parse(name.AsSpan(name.IndexOf(' ', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture));
        }
    }

    private List<(string UserId, string Handle)> Find(string provider, string subject, string sid)
    {
        using DbConnection connection = database.OpenQuick();
        // Back-Channel Logout 2.4: with sub and sid both, the session is the one meant.
        using DbCommand command = sid.Length > 0
            ? connection.Prepare("SELECT UserId, Handle FROM external_sessions WHERE Provider = $1 AND Sid = $2 AND ($3 = '' OR Subject = $3)", provider, sid, subject)
            : connection.Prepare("SELECT UserId, Handle FROM external_sessions WHERE Provider = $1 AND Subject = $2", provider, subject);
        using DbDataReader reader = command.ExecuteReader();
        var found = new List<(string, string)>();
        while (reader.Read())
        {
            found.Add((reader.GetString(0), reader.GetString(1)));
        }

        return found;
    }
}
