using Cloakroom.Server.Accounts;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Server;

public sealed class HashGateTests : IDisposable
{
    // The average cost is taken for 100 ms at first: ten may wait per thread.
    private const int MayWait = 10;

    private readonly ManualResetEventSlim _open = new();
    private readonly HashGate _gate = new(new FakeClock(), threads: 1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_runs_on_a_thread_of_its_own()
    {
        Assert.True(_gate.TryRun(() => (Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread), Cancelled, out Task<(string?, bool)>? done));
        Assert.Equal(("password hashing", false), await done);
    }

    [Fact]
    public async Task One_runs_ten_wait_and_the_next_is_refused_at_once()
    {
        Task<int> first = Blocked();
        await UntilBegunAsync();
        Task<int>[] waiting = [.. Enumerable.Range(0, MayWait).Select(_ => Blocked())];
        Assert.False(_gate.TryRun(() => 0, Cancelled, out _));
        _open.Set();
        await Task.WhenAll([first, .. waiting]);
        Assert.True(_gate.TryRun(() => 7, Cancelled, out Task<int>? again));
        Assert.Equal(7, await again);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_queue_and_makes_room()
    {
        Task<int> first = Blocked();
        await UntilBegunAsync();
        using var giveUp = new CancellationTokenSource();
        bool ran = false;
        Assert.True(_gate.TryRun(() => ran = true, giveUp.Token, out Task<bool>? left));
        Task<int>[] waiting = [.. Enumerable.Range(0, MayWait - 1).Select(_ => Blocked())];
        Assert.False(_gate.TryRun(() => 0, Cancelled, out _));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.True(_gate.TryRun(() => 0, Cancelled, out Task<int>? next));
        _open.Set();
        await Task.WhenAll([first, next, .. waiting]);
        Assert.False(ran);
    }

    [Fact]
    public async Task What_has_begun_is_finished_although_nobody_waits()
    {
        using var giveUp = new CancellationTokenSource();
        Assert.True(_gate.TryRun(Block, giveUp.Token, out Task<int>? running));
        await UntilBegunAsync();
        await giveUp.CancelAsync();
        _open.Set();
        Assert.Equal(1, await running);
    }

    [Fact]
    public async Task A_failure_is_the_callers_and_the_thread_goes_on()
    {
        Assert.True(_gate.TryRun<int>(() => throw new InvalidDataException("broken"), Cancelled, out Task<int>? broken));
        await Assert.ThrowsAsync<InvalidDataException>(() => broken);
        Assert.True(_gate.TryRun(() => 1, Cancelled, out Task<int>? next));
        Assert.Equal(1, await next);
    }

    [Fact]
    public void A_gate_that_is_closed_takes_nothing()
    {
        _gate.Dispose();
        Assert.False(_gate.TryRun(() => 0, Cancelled, out _));
    }

    public void Dispose()
    {
        _open.Set();
        _gate.Dispose();
    }

    private volatile bool _begun;

    private int Block()
    {
        _begun = true;
        _open.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
        return 1;
    }

    private Task<int> Blocked() => _gate.TryRun(Block, CancellationToken.None, out Task<int>? task) ? task : throw new InvalidOperationException("The queue is full.");

    private async Task UntilBegunAsync()
    {
        for (int i = 0; i < 3000 && !_begun; i++)
        {
            await Task.Delay(10, Cancelled);
        }

        Assert.True(_begun);
    }
}
