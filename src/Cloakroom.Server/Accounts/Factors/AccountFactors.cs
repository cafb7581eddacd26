using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>
/// The second factor of an account: an authenticator app, and recovery codes for the day it is lost. Changes renew the stamp of the account,
/// so that logins that are half done are over; ending sessions and telling people is the caller's.
/// </summary>
internal sealed class AccountFactors(AccountsDatabase database, FactorVault vault, TimeProvider time)
{
    /// <summary>How long a new secret waits for its first code.</summary>
    public static readonly TimeSpan SetupLife = TimeSpan.FromMinutes(10);

    public FactorState StateOf(string accountId)
    {
        using DbConnection connection = database.OpenQuick();
        return TotpFactor.Read(connection, accountId) is { } factor
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(factor.AddedAt), TotpFactor.CountRecoveryCodes(connection, accountId)) : FactorState.None;
    }

    /// <summary>Makes a secret to be shown; one that waited is forgotten. Null when there is a factor already: it has to be removed first.</summary>
    public byte[]? BeginSetup(string accountId)
    {
        byte[] secret = Totp.NewSecret();
        using DbConnection connection = database.OpenDurable();
        return connection.Run(
            """
            INSERT INTO totp_setups (AccountId, Secret, ExpiresAt) SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM totp_factors WHERE AccountId = $1)
            ON CONFLICT (AccountId) DO UPDATE SET Secret = $2, ExpiresAt = $3
            """,
            accountId, vault.Close(secret, accountId), (time.GetUtcNow() + SetupLife).ToUnixTimeMilliseconds()) == 1 ? secret : null;
    }

    /// <summary>The secret that waits for its first code; null when there is none.</summary>
    public byte[]? SetupOf(string accountId)
    {
        using DbConnection connection = database.OpenQuick();
        return ReadSetup(connection, accountId);
    }

    /// <summary>Turns the factor on, if the code is of the secret that waits. That code is used up by it.</summary>
    public SetupOutcome Confirm(string accountId, string code)
    {
        using DbConnection connection = database.OpenDurable();
        using DbTransaction transaction = connection.BeginTransaction();
        database.Queue(connection, Encoding.UTF8.GetBytes(accountId));
        DateTimeOffset now = time.GetUtcNow();
        if (ReadSetup(connection, accountId) is not { } secret)
        {
            return new SetupOutcome.Over();
        }

        if (!Totp.TryRead(code, out string digits) || Totp.Match(secret, digits, now, used: long.MinValue) is not { } step)
        {
            return new SetupOutcome.Wrong();
        }

        if (connection.Run(
            "INSERT INTO totp_factors (AccountId, Secret, AddedAt, LastStep, Failures, BlockedUntil) VALUES ($1, $2, $3, $4, 0, 0) ON CONFLICT (AccountId) DO NOTHING",
            accountId, vault.Close(secret, accountId), now.ToUnixTimeMilliseconds(), step) == 0)
        {
            return new SetupOutcome.Over();
        }

        connection.Run("DELETE FROM totp_setups WHERE AccountId = $1", accountId);
        IReadOnlyList<string> codes = MakeRecoveryCodes(connection, accountId);
        Changed(connection, accountId, hasFactor: true);
        transaction.Commit();
        return new SetupOutcome.Added(codes);
    }

    /// <summary>Makes ten recovery codes; those before are worth nothing any more. Null when there is no factor that they could stand in for.</summary>
    public IReadOnlyList<string>? RenewRecoveryCodes(string accountId)
    {
        using DbConnection connection = database.OpenDurable();
        using DbTransaction transaction = connection.BeginTransaction();
        database.Queue(connection, Encoding.UTF8.GetBytes(accountId));
        if (TotpFactor.Read(connection, accountId) is null)
        {
            return null;
        }

        IReadOnlyList<string> codes = MakeRecoveryCodes(connection, accountId);
        transaction.Commit();
        return codes;
    }

    /// <summary>
    /// Turns the second factor off and forgets the recovery codes: for the person, and for an administrator who helps somebody who lost both.
    /// False when there was none. The password stays, though a short one is allowed beside a factor only (<see cref="PasswordPolicy"/>).
    /// </summary>
    /// <param name="accountId">The account.</param>
    /// <param name="stamp">The stamp that it must still have, so that what was asked before, the password, holds; null for any.</param>
    public Task<bool> ResetAsync(string accountId, string? stamp = null)
    {
        using DbConnection connection = database.OpenDurable();
        using DbTransaction transaction = connection.BeginTransaction();
        database.Queue(connection, Encoding.UTF8.GetBytes(accountId));
        if (stamp is not null && connection.Scalar("""SELECT "SecurityStamp" FROM accounts WHERE "Id" = $1""", accountId) as string != stamp)
        {
            return Task.FromResult(false);
        }

        bool had = connection.Run("DELETE FROM totp_factors WHERE AccountId = $1", accountId) == 1;
        connection.Run("DELETE FROM totp_setups WHERE AccountId = $1", accountId);
        connection.Run("DELETE FROM recovery_codes WHERE AccountId = $1", accountId);
        if (had)
        {
            Changed(connection, accountId, hasFactor: false);
        }

        transaction.Commit();
        return Task.FromResult(had);
    }

    private static List<string> MakeRecoveryCodes(DbConnection connection, string accountId)
    {
        connection.Run("DELETE FROM recovery_codes WHERE AccountId = $1", accountId);
        var codes = new List<string>(RecoveryCode.Count);
        for (int i = 0; i < RecoveryCode.Count; i++)
        {
            codes.Add(RecoveryCode.New());
            connection.Run("INSERT INTO recovery_codes (AccountId, Digest) VALUES ($1, $2)", accountId, RecoveryCode.DigestOf(codes[i]) ?? []);
        }

        return codes;
    }

    // Both stamps: what rests on the old state, a pending login or an account that somebody read to change it, is refused.
    private static void Changed(DbConnection connection, string accountId, bool hasFactor) => connection.Run(
        """UPDATE accounts SET "TwoFactorEnabled" = $2, "SecurityStamp" = $3, "ConcurrencyStamp" = $4 WHERE "Id" = $1""",
        accountId, hasFactor, NewStamp(), NewStamp());

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    private byte[]? ReadSetup(DbConnection connection, string accountId) =>
        connection.Scalar("SELECT Secret FROM totp_setups WHERE AccountId = $1 AND ExpiresAt > $2", accountId, time.GetUtcNow().ToUnixTimeMilliseconds()) is byte[] kept
            ? vault.TryOpen(kept, accountId) : null;
}

/// <summary>What an account has.</summary>
/// <param name="AddedAt">Since when there is an authenticator app; null for none.</param>
/// <param name="RecoveryCodes">How many recovery codes are left.</param>
internal sealed record FactorState(DateTimeOffset? AddedAt, int RecoveryCodes)
{
    public static FactorState None { get; } = new(AddedAt: null, 0);

    public bool IsOn => AddedAt is not null;

    /// <summary>Whether the person should make new recovery codes.</summary>
    public bool HasFew => IsOn && RecoveryCodes <= RecoveryCode.Few;
}

/// <summary>What the first code of a new secret came to.</summary>
internal abstract record SetupOutcome
{
    private SetupOutcome()
    {
    }

    /// <summary>The factor is on.</summary>
    /// <param name="RecoveryCodes">Shown now and never again.</param>
    public sealed record Added(IReadOnlyList<string> RecoveryCodes) : SetupOutcome
    {
        /// <summary>Prints no code.</summary>
        public override string ToString() => nameof(Added);
    }

    /// <summary>Not a code of the secret that waits.</summary>
    public sealed record Wrong : SetupOutcome;

    /// <summary>No secret waits, or there is a factor already.</summary>
    public sealed record Over : SetupOutcome;
}
