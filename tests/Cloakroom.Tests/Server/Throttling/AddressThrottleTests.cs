using System.Data.Common;
using System.Net;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Cloakroom.Server.Throttling;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Server.Throttling;

public sealed class AddressThrottleTests : IDisposable
{
    private const int Allowed = 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-test-");
    private readonly FakeClock _clock = new();
    private readonly SqliteAccounts _database;
    private readonly AddressThrottle _throttle;
    private readonly ClientAddress _here = ClientAddress.Of(IPAddress.Parse("192.0.2.1")), _there = ClientAddress.Of(IPAddress.Parse("192.0.2.2"));

    public AddressThrottleTests()
    {
        _database = new SqliteAccounts(Path.Combine(_folder.FullName, "accounts.db"));
        _database.Prepare();
        _throttle = new AddressThrottle(_database, new ServerOptions(), _clock);
    }

    [Fact]
    public void Twenty_a_minute_may_fail_and_the_rest_waits_for_its_end()
    {
        Assert.All(Enumerable.Range(0, Allowed), _ => Assert.Null(_throttle.Begin(_here)));
        Assert.Equal(TimeSpan.FromMinutes(1), _throttle.Begin(_here));
        Assert.Null(_throttle.Wait(_there));
        Assert.Null(_throttle.Begin(_there));
        _clock.Advance(TimeSpan.FromSeconds(59.5));
        Assert.Equal(TimeSpan.FromSeconds(0.5), _throttle.Wait(_here));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Null(_throttle.Wait(_here));
        Assert.All(Enumerable.Range(0, Allowed), _ => Assert.Null(_throttle.Begin(_here)));
        Assert.NotNull(_throttle.Begin(_here));
    }

    [Fact]
    public void What_succeeds_does_not_count()
    {
        for (int i = 0; i < 3 * Allowed; i++)
        {
            Assert.Null(_throttle.Begin(_here));
            _throttle.TakeBack(_here);
        }

        Assert.All(Enumerable.Range(0, Allowed), _ => Assert.Null(_throttle.Begin(_here)));
        Assert.NotNull(_throttle.Begin(_here));
    }

    [Fact]
    public void More_successes_than_tries_give_nothing_on_credit()
    {
        Assert.Null(_throttle.Begin(_here));
        _throttle.TakeBack(_here);
        _throttle.TakeBack(_here);
        Assert.All(Enumerable.Range(0, Allowed), _ => Assert.Null(_throttle.Begin(_here)));
        Assert.NotNull(_throttle.Begin(_here));
    }

    [Fact]
    public void A_clock_that_was_set_back_locks_nobody_out()
    {
        Assert.All(Enumerable.Range(0, Allowed), _ => Assert.Null(_throttle.Begin(_here)));
        _clock.SetUtcNow(_clock.GetUtcNow() - TimeSpan.FromDays(365));
        Assert.Null(_throttle.Wait(_here));
        Assert.Null(_throttle.Begin(_here));
    }

    [Fact]
    public void The_count_survives_a_restart_and_another_node_sees_it()
    {
        Assert.All(Enumerable.Range(0, Allowed), _ => Assert.Null(_throttle.Begin(_here)));
        using var other = new SqliteAccounts(_database.Place);
        Assert.NotNull(new AddressThrottle(other, new ServerOptions(), _clock).Begin(_here));
    }

    [Fact]
    public void Addresses_are_forgotten_soon_after_their_minute()
    {
        for (int i = 0; i < 200; i++)
        {
            _throttle.Begin(ClientAddress.Of(new IPAddress([10, 0, 0, (byte)i])));
            _clock.Advance(TimeSpan.FromSeconds(2));
        }

        using DbConnection connection = _database.OpenQuick();
        Assert.InRange((long)(connection.Scalar("SELECT count(*) FROM address_tries") ?? 0L), 1, 30 + 64);
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Delete(recursive: true);
    }
}
