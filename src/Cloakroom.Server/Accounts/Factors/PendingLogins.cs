using System.Data.Common;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>Keeps logins between the password and the code, in the database of the accounts, so that the two steps may go to two nodes.</summary>
internal sealed class PendingLogins(AccountsDatabase database, TimeProvider time)
{
    /// <summary>Begins one.</summary>
    /// <param name="login">What the session will be.</param>
    /// <param name="stamp">The stamp that the account had when the password was checked: once it is another one, the login is over.</param>
    /// <returns>The secret for the second step; only its digest is kept.</returns>
    public string Begin(PendingLogin login, string stamp)
    {
        string token = PendingLogin.NewToken();
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        using DbConnection connection = database.OpenQuick();
        connection.Run("DELETE FROM pending_logins WHERE ExpiresAt <= $1", now);
        connection.Run(
            "INSERT INTO pending_logins (Digest, AccountId, Stamp, Method, Carrier, Remember, BeganAt, ExpiresAt, Failures) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
            PendingLogin.DigestOf(token) ?? [], login.AccountId, stamp, login.Method, (long)login.Carrier,
            login.Remember ? 1L : 0L, login.BeganAt.ToUnixTimeMilliseconds(), now + (long)PendingLogin.Life.TotalMilliseconds);
        return token;
    }

    /// <summary>Whether this secret still names one; for a page that would ask for its code.</summary>
    public bool IsLive(string token)
    {
        using DbConnection connection = database.OpenQuick();
        return PendingLogin.DigestOf(token) is { } digest
            && connection.Scalar("SELECT 1 FROM pending_logins WHERE Digest = $1 AND ExpiresAt > $2", digest, time.GetUtcNow().ToUnixTimeMilliseconds()) is not null;
    }
}
