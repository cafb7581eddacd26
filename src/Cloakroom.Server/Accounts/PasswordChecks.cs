using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Identity;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Hashes and checks passwords through the gate. Whoever asks for an unknown account waits as long as for a known one: a hash of nobody's
/// password is checked in its place (promise Q50).
/// </summary>
internal sealed class PasswordChecks(HashGate gate, IPasswordHasher<Account> hasher, LoginThrottle throttle)
{
    private static readonly Account Nobody = new();

    private string? _nobodysHash;

    /// <summary>Hashes a new password; false when too many wait.</summary>
    public bool TryHash(string password, CancellationToken cancellationToken, [NotNullWhen(true)] out Task<string>? hash) =>
        gate.TryRun(() => hasher.HashPassword(Nobody, password), cancellationToken, out hash);

    /// <summary>
    /// Checks a password, and counts the attempt in the same breath; false when too many wait. The attempt begins only when its turn has
    /// come, so that what never ran is never counted.
    /// </summary>
    public bool TryCheck(EmailAddress name, Account? account, string password, CancellationToken cancellationToken, [NotNullWhen(true)] out Task<PasswordCheck>? check) =>
        gate.TryRun(() => Check(name, account, password), cancellationToken, out check);

    /// <summary>Makes the hash of nobody's password, so that the first login need not wait for it.</summary>
    public Task WarmUpAsync(CancellationToken cancellationToken) =>
        gate.TryRun(NobodysHash, cancellationToken, out Task<string>? hash) ? hash : Task.CompletedTask;

    private PasswordCheck Check(EmailAddress name, Account? account, string password)
    {
        if (throttle.Begin(name) is { } wait)
        {
            return new(PasswordVerificationResult.Failed, wait, NewHash: null);
        }

        string hash = account?.PasswordHash ?? NobodysHash();
        PasswordVerificationResult result = hasher.VerifyHashedPassword(account ?? Nobody, hash, password);
        if (account is null || account.DisabledAt is not null || result == PasswordVerificationResult.Failed)
        {
            throttle.Failed(name, known: account is not null);
            return new(PasswordVerificationResult.Failed, Wait: null, NewHash: null);
        }

        throttle.Succeeded(name);
        bool old = result == PasswordVerificationResult.SuccessRehashNeeded;
        return new(result, Wait: null, old ? hasher.HashPassword(account, password) : null);
    }

    private string NobodysHash() =>
        _nobodysHash ??= hasher.HashPassword(Nobody, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)));
}

/// <summary>What a check came to.</summary>
/// <param name="Result">Whether the password is right.</param>
/// <param name="Wait">How long this name must wait; then nothing was checked.</param>
/// <param name="NewHash">The hash to keep from now on, when the old one was made with weaker parameters.</param>
internal readonly record struct PasswordCheck(PasswordVerificationResult Result, TimeSpan? Wait, string? NewHash)
{
    public bool Passed => Result != PasswordVerificationResult.Failed;

    /// <summary>Prints no hash.</summary>
    public override string ToString() => $"PasswordCheck({Result})";
}
