using System.Diagnostics.CodeAnalysis;
using Cloakroom.Server.Throttling;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Hashes and checks passwords through the gate. Whoever asks for an unknown account waits as long as for a known one: a hash of nobody's
/// password is checked in its place (promise Q50).
/// </summary>
internal sealed class PasswordChecks(HashGate gate, IPasswordHasher<Account> hasher, IOptions<PasswordHasherOptions> cost, LoginThrottle throttle)
{
    private static readonly Account Nobody = new();

    private string? _nobodysHash;

    /// <summary>Whether too many wait already: then nothing else need be asked. It may be otherwise a moment later.</summary>
    public bool IsFull => gate.IsFull;

    /// <summary>Hashes a new password; false when too many wait.</summary>
    public bool TryHash(string password, CancellationToken cancellationToken, [NotNullWhen(true)] out Task<string>? hash) =>
        gate.TryRun(() => hasher.HashPassword(Nobody, password), cancellationToken, out hash);

    /// <summary>
    /// Checks a password, and counts the attempt in the same breath; false when too many wait. The attempt begins only when its turn has
    /// come, so that what never ran is never counted.
    /// </summary>
    public bool TryCheck(Lane lane, Account? account, string password, CancellationToken cancellationToken, [NotNullWhen(true)] out Task<PasswordCheck>? check) =>
        gate.TryRun(() => Check(lane, account, password), cancellationToken, out check);

    /// <summary>Makes the hash of nobody's password, so that the first login need not wait for it.</summary>
    public Task WarmUpAsync(CancellationToken cancellationToken) =>
        gate.TryRun(NobodysHash, cancellationToken, out Task<string>? hash) ? hash : Task.CompletedTask;

    private PasswordCheck Check(Lane lane, Account? account, string password)
    {
        if (throttle.Begin(lane) is { } wait)
        {
            return new(PasswordVerificationResult.Failed, wait);
        }

        string hash = account?.PasswordHash ?? NobodysHash();
        PasswordVerificationResult result = hasher.VerifyHashedPassword(account ?? Nobody, hash, password);
        HashRounds.Work(password, HashRounds.Missing(hash, cost.Value.IterationCount));
        if (account is null || account.DisabledAt is not null || result == PasswordVerificationResult.Failed)
        {
            throttle.Failed(lane, known: account is not null);
            return new(PasswordVerificationResult.Failed, Wait: null);
        }

        throttle.Succeeded(lane);
        return new(result, Wait: null);
    }

    private string NobodysHash() =>
        _nobodysHash ??= hasher.HashPassword(Nobody, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)));
}

/// <summary>What a check came to.</summary>
/// <param name="Result">Whether the password is right.</param>
/// <param name="Wait">How long this name must wait; then nothing was checked.</param>
internal readonly record struct PasswordCheck(PasswordVerificationResult Result, TimeSpan? Wait)
{
    public bool Passed => Result != PasswordVerificationResult.Failed;

    /// <summary>The hash was made with weaker parameters than those of now.</summary>
    public bool IsOld => Result == PasswordVerificationResult.SuccessRehashNeeded;
}
