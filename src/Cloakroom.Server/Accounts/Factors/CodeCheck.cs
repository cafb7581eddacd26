using System.Data.Common;
using System.Text;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>
/// The second step of a login. Question, count and use are one transaction, and one at a time for each account, on all nodes: however many
/// tries run side by side, no more than the allowed number are looked at, and a code is taken once.
/// </summary>
internal sealed class CodeCheck(AccountsDatabase database, FactorVault vault, TimeProvider time, ILogger<CodeCheck> logger)
{
    /// <param name="token">The secret of the pending login.</param>
    /// <param name="code">What was typed: a code of the app, or a recovery code.</param>
    public CodeOutcome Try(string token, string code)
    {
        if (PendingLogin.DigestOf(token) is not { } digest)
        {
            return new CodeOutcome.Over(AccountId: null);
        }

        using DbConnection connection = database.OpenDurable();
        using DbTransaction transaction = connection.BeginTransaction();
        if (connection.Scalar("SELECT AccountId FROM pending_logins WHERE Digest = $1", digest) is not string accountId)
        {
            return new CodeOutcome.Over(AccountId: null);
        }

        database.Queue(connection, Encoding.UTF8.GetBytes(accountId));
        CodeOutcome outcome = ReadLive(connection, digest) is not { } login ? new CodeOutcome.Over(AccountId: null)
            : Totp.TryRead(code, out string digits) ? TryApp(connection, login, digits)
            : TryRecovery(connection, login, code);
        outcome = outcome is CodeOutcome.Wrong && Failed(connection, digest) ? new CodeOutcome.Over(accountId) : outcome;
        if (outcome is CodeOutcome.Over or CodeOutcome.Accepted)
        {
            connection.Run("DELETE FROM pending_logins WHERE Digest = $1", digest);
        }

        transaction.Commit();
        return outcome;
    }

    // Null when it was used, is too old, or the account is not what it was: disabled, deleted, another password or factor.
    private PendingLogin? ReadLive(DbConnection connection, byte[] digest)
    {
        using DbCommand command = connection.Prepare(
            """
            SELECT p.AccountId, p.Carrier, p.Remember, p.BeganAt, p.Method FROM pending_logins p
            JOIN accounts a ON a."Id" = p.AccountId AND a."SecurityStamp" = p.Stamp
            WHERE p.Digest = $1 AND p.ExpiresAt > $2 AND a."DisabledAt" IS NULL
            """,
            digest, time.GetUtcNow().ToUnixTimeMilliseconds());
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read()
            ? new(reader.GetString(0), (Carrier)reader.GetInt64(1), reader.GetInt64(2) != 0, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)))
            {
                Method = reader.GetString(4),
            }
            : null;
    }

    private CodeOutcome TryApp(DbConnection connection, PendingLogin login, string code)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (TotpFactor.Read(connection, login.AccountId) is not { } factor)
        {
            return new CodeOutcome.Over(login.AccountId);
        }

        if (CodeDelay.Left(factor.BlockedUntil, now.ToUnixTimeMilliseconds()) is { } wait)
        {
            return new CodeOutcome.Wait(login.AccountId, wait);
        }

        byte[]? secret = vault.TryOpen(factor.Secret, login.AccountId);
        if (secret is null)
        {
            Log.FactorUnreadable(logger, login.AccountId);
        }
        else if (Totp.Match(secret, code, now, factor.LastStep) is { } step)
        {
            connection.Run("UPDATE totp_factors SET LastStep = $2, Failures = 0, BlockedUntil = 0 WHERE AccountId = $1", login.AccountId, step);
            return new CodeOutcome.Accepted(login.AccountId, login, RecoveryCodesLeft: null);
        }

        long failures = factor.Failures + 1;
        connection.Run(
            "UPDATE totp_factors SET Failures = $2, BlockedUntil = $3 WHERE AccountId = $1",
            login.AccountId, failures, (now + CodeDelay.After(failures)).ToUnixTimeMilliseconds());
        return new CodeOutcome.Wrong(login.AccountId);
    }

    // No delay: guessing 80 bits is hopeless, and the owner has a way in while somebody else makes the app's codes wait.
    private static CodeOutcome TryRecovery(DbConnection connection, PendingLogin login, string code) =>
        RecoveryCode.DigestOf(code) is { } digest
        && connection.Run("DELETE FROM recovery_codes WHERE AccountId = $1 AND Digest = $2", login.AccountId, digest) == 1
            ? new CodeOutcome.Accepted(login.AccountId, login, TotpFactor.CountRecoveryCodes(connection, login.AccountId))
            : new CodeOutcome.Wrong(login.AccountId);

    // Whether that was the last try.
    private static bool Failed(DbConnection connection, byte[] digest) =>
        connection.Scalar("UPDATE pending_logins SET Failures = Failures + 1 WHERE Digest = $1 RETURNING Failures", digest) is not long failures
        || failures >= PendingLogin.MostFailures;
}

/// <summary>What a code came to.</summary>
/// <param name="AccountId">Whose login it was; null where no code was looked at, because there is none.</param>
internal abstract record CodeOutcome(string? AccountId)
{
    /// <summary>The person has proved both.</summary>
    /// <param name="AccountId">Who.</param>
    /// <param name="Login">What they asked for with the password.</param>
    /// <param name="RecoveryCodesLeft">How many are left, where it was one of them.</param>
    public sealed record Accepted(string AccountId, PendingLogin Login, int? RecoveryCodesLeft) : CodeOutcome(AccountId);

    /// <summary>Not this code; another try is left.</summary>
    public sealed record Wrong(string AccountId) : CodeOutcome(AccountId);

    /// <summary>There is no such login, or not any more, or this was its last try.</summary>
    public sealed record Over(string? AccountId) : CodeOutcome(AccountId);

    /// <summary>Too many wrong codes for this account; nothing was looked at.</summary>
    public sealed record Wait(string AccountId, TimeSpan Time) : CodeOutcome(AccountId);
}
