using Cloakroom.Keys;
using Cloakroom.Testing;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Keys;

/// <summary>The life of a ring, on any store: two nodes, one ring.</summary>
internal static class RingLife
{
    public static async Task RunAsync(IKeyMaterialStore one, IKeyMaterialStore other)
    {
        var clock = new FakeClock();
        KeySecret? secret = KeySecret.TryRead(Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()));
        using KeyRing a = new(one, new KeyOptions(), clock, secret), b = new(other, new KeyOptions(), clock, secret);

        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        Assert.Equal(["0000000001"], await NamesAsync(one));
        SigningKey first = a.Current;
        Assert.Equal(first.Kid, b.Current.Kid);

        clock.Advance(KeyTimes.Rotation - KeyTimes.Lead - TimeSpan.FromSeconds(1));
        await Task.WhenAll(a.RefreshAsync(), b.RefreshAsync());
        Assert.Single(await NamesAsync(one));

        clock.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(a.RefreshAsync(), b.RefreshAsync());
        Assert.Equal(["0000000001", "0000000002"], await NamesAsync(one));
        Assert.Equal([KeyState.Signing, KeyState.Next], a.View().Select(k => k.State));
        Assert.Equal(a.Published.Select(k => k.Kid), b.Published.Select(k => k.Kid));
        Assert.Equal(first.Kid, a.Current.Kid);

        // Nothing is read here: the time alone decides.
        clock.Advance(KeyTimes.Lead);
        string second = a.Current.Kid;
        Assert.NotEqual(first.Kid, second);
        Assert.Equal(second, b.Current.Kid);
        Assert.Equal([KeyState.Retired, KeyState.Signing], b.View().Select(k => k.State));
        Assert.NotNull((await b.FindAsync(first.Kid, Stop)).Key);

        clock.Advance(KeyTimes.Afterlife);
        Assert.Null((await b.FindAsync(first.Kid, Stop)).Key);
        await a.RefreshAsync();
        Assert.Equal(["0000000002"], await NamesAsync(other));
        Assert.True(first.Public.IsWithdrawn);

        await a.RefreshAsync();
        await b.RefreshAsync();
        Assert.True(await a.RotateAsync(atOnce: true));
        Assert.NotEqual(second, a.Current.Kid);
        Assert.Null((await a.FindAsync(second, Stop)).Key);
        Assert.Equal(second, b.Current.Kid);
        clock.Advance(KeyTimes.RefreshEvery);
        Assert.IsType<RingLook.Done>(await b.RefreshIfDueAsync());
        Assert.Equal(a.Current.Kid, b.Current.Kid);
        Assert.Equal([a.Current.Kid], b.Published.Select(k => k.Kid));
    }

    public static async Task<string[]> NamesAsync(IKeyMaterialStore store) =>
        [.. (await store.ListAsync(KeyEntry.Ring, Stop)).Select(m => m.Name)];
}
