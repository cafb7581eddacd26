using Cloakroom.Testing;
using Cloakroom.Tests.AspNetCore;

namespace Cloakroom.Tests.Sessions.Outage;

/// <summary>A login that the store carries out, and answers too late: the person is told that it failed.</summary>
public sealed class AbandonedLoginTests : IDisposable
{
    private readonly CachedSwitchStore _store = new();
    private readonly SessionEngine _engine;
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    public AbandonedLoginTests() => _engine = new SessionEngine(_store, new SessionOptions(), new FakeClock());

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task It_leaves_no_device_behind_that_nobody_holds()
    {
        StartedSession? held = await LoginAsync();
        Assert.NotNull(held);
        _store.Mode = StoreMode.LosesAnswers;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await LoginAsync());
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await LoginAsync());
        Assert.Equal(3, (await _engine.ListAsync("ada", _stop)).Count);

        _store.Mode = StoreMode.ReadOnly;
        await _engine.RetryPendingAsync();
        Assert.Equal(3, (await _engine.ListAsync("ada", _stop)).Count);

        _store.Mode = StoreMode.Works;
        await _engine.RetryPendingAsync();
        Assert.Equal(held.Value.Session.Handle, Assert.Single(await _engine.ListAsync("ada", _stop)).Handle);
        Assert.IsType<Decision.Valid>(await _engine.AuthenticateAsync(held.Value.Id, isSafe: false, _stop));
        Assert.Equal(0, _engine.PendingCount);
    }

    [Fact]
    public async Task Nor_does_a_new_ID()
    {
        StartedSession? old = await LoginAsync();
        Assert.NotNull(old);
        _store.Mode = StoreMode.LosesAnswers;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await _engine.RotateAsync(old.Value.Session, old.Value.Session.User, reauthenticated: true, _stop));

        _store.Mode = StoreMode.Works;
        await _engine.RetryPendingAsync();
        Assert.Empty(await _engine.ListAsync("ada", _stop));
        Assert.IsType<Decision.Anonymous>(await _engine.AuthenticateAsync(old.Value.Id, isSafe: false, _stop));
    }

    private ValueTask<StartedSession?> LoginAsync() => _engine.SignInAsync(new(new SessionUser("ada")), shown: null, _stop);
}
