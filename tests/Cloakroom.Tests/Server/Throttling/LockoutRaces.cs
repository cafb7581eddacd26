using System.Net;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Cloakroom.Server.Throttling;
using Cloakroom.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Server.Throttling;

/// <summary>
/// Fifty tries at one name at once, over two nodes on one database, with the right password at the end: never are more passwords looked at
/// than one after another would be (promise T13).
/// </summary>
internal sealed class LockoutRaces : IDisposable
{
    private const int Tries = 50, Rounds = 10, ManyRounds = 1000;

    private readonly Node _one, _other;
    private readonly Account _account;

    public LockoutRaces(AccountsDatabase one, AccountsDatabase other)
    {
        (_one, _other) = (new(one), new(other));
        _account = new Account { PasswordHash = _one.Hasher.HashPassword(new Account(), RunningServer.Password) };
    }

    public async Task RunAsync()
    {
        int rounds = Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? ManyRounds : Rounds;
        int begun = 0;
        for (int round = 0; round < rounds; round++)
        {
            begun += await RoundAsync($"ada{round}@example.org");
        }

        // With a database that is never free nothing begins, and nothing is shown.
        Assert.InRange(begun, rounds, rounds * LoginThrottle.FreeFailures);
    }

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }

    private async Task<int> RoundAsync(string email)
    {
        Assert.True(EmailAddress.TryParse(email, out EmailAddress? name));
        var lane = Lane.Of(name, ClientAddress.Of(IPAddress.Loopback));
        int before = Looked;
        PasswordCheck?[] checks = await Task.WhenAll(Enumerable.Range(0, Tries).Select(i => TryAsync(i % 2 == 0 ? _one : _other, lane, "not the password")));
        int looked = Looked - before;
        Assert.InRange(looked, 0, LoginThrottle.FreeFailures);
        // Where the database was too slow for the end of a try, its count from the beginning stands.
        Assert.InRange(checks.Count(c => c is { Wait: null }), 0, looked);
        // The tail of the burst: nobody looks at it, however right it is.
        PasswordCheck? right = looked == LoginThrottle.FreeFailures ? await TryAsync(_one, lane, RunningServer.Password) : null;
        Assert.False(right?.Passed);
        Assert.Equal(looked, Looked - before);
        return looked;
    }

    private int Looked => _one.Hasher.Looked + _other.Hasher.Looked;

    // Null where the database was busy for too long, or the queue full: then nothing was looked at.
    private async Task<PasswordCheck?> TryAsync(Node node, Lane lane, string password)
    {
        try
        {
            return node.Checks.TryCheck(lane, _account, password, TestContext.Current.CancellationToken, out Task<PasswordCheck>? check) ? await check : null;
        }
        catch (Exception busy) when (AccountsDatabase.IsUnavailable(busy))
        {
            return null;
        }
    }

    private sealed class Node : IDisposable
    {
        private readonly HashGate _gate = new(TimeProvider.System, threads: 8);

        public Node(AccountsDatabase database)
        {
            // Nobody may wait until the delay is over, however slow the machine.
            var still = new FakeClock();
            var addresses = new AddressThrottle(database, new ServerOptions { TriesPerAddress = 1_000_000 }, still);
            Checks = new(_gate, Hasher, Options.Create(new PasswordHasherOptions { IterationCount = 1 }), new LoginThrottle(database, addresses, still));
        }

        public LookedHasher Hasher { get; } = new();

        public PasswordChecks Checks { get; }

        public void Dispose() => _gate.Dispose();
    }

    private sealed class LookedHasher() : PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 1 }))
    {
        private int _looked;

        public int Looked => Volatile.Read(ref _looked);

        public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _looked);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
