using System.Text;
using Cloakroom.Keys;
using Cloakroom.Testing;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Keys;

public sealed class KeyRingTests : IDisposable
{
    private static readonly string Secret = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly string OtherSecret = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());

    private readonly FakeClock _clock = new();
    private readonly SwitchKeyStore _store = new();
    private readonly KeyRing _ring;

    public KeyRingTests() => _ring = new(_store, new KeyOptions(), _clock);

    public void Dispose() => _ring.Dispose();

    [Fact]
    public async Task A_store_that_is_away_at_the_start_is_tried_again_and_nobody_signs_meanwhile()
    {
        _store.Fails = new IOException("The network is unreachable.");
        Assert.IsType<RingLook.Away>(await _ring.StartAsync());
        Assert.Throws<StoreUnavailableException>(() => _ring.Current);
        Assert.Equal(new KeyAnswer(null, IsAway: true), await _ring.FindAsync("any", Stop));

        _store.Fails = null;
        Assert.Null(await _ring.RefreshIfDueAsync());
        _clock.Advance(KeyTimes.RetryEvery);
        Assert.IsType<RingLook.Done>(await _ring.RefreshIfDueAsync());
        Assert.NotNull(_ring.Current);
    }

    [Fact]
    public async Task Known_keys_go_on_while_the_store_is_away()
    {
        await _ring.StartAsync();
        string kid = _ring.Current.Kid;
        _store.Fails = new StoreUnavailableException("away");
        _clock.Advance(TimeSpan.FromDays(40));
        Assert.IsType<RingLook.Away>(await _ring.RefreshIfDueAsync());
        Assert.Equal(kid, _ring.Current.Kid);
        Assert.NotNull((await _ring.FindAsync(kid, Stop)).Key);
        Assert.Equal(new KeyAnswer(null, IsAway: true), await _ring.FindAsync("unknown", Stop));
    }

    [Fact]
    public async Task An_unknown_name_makes_the_ring_be_read_once_in_30_seconds()
    {
        await _ring.StartAsync();
        int before = _store.Reads;
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(new KeyAnswer(null, IsAway: false), await _ring.FindAsync($"invented-{i}", Stop));
        }

        Assert.Equal(before + 1, _store.Reads);
        _clock.Advance(KeyTimes.RefreshEvery);
        await _ring.FindAsync("invented", Stop);
        Assert.Equal(before + 2, _store.Reads);
    }

    [Fact]
    public async Task A_key_made_elsewhere_is_found_at_the_first_token_signed_by_it()
    {
        await _ring.StartAsync();
        using var other = new KeyRing(_store, new KeyOptions(), _clock);
        await other.RotateAsync(atOnce: true);
        Assert.Equal(other.Current.Kid, (await _ring.FindAsync(other.Current.Kid, Stop)).Key?.Kid);
        Assert.Equal(other.Current.Kid, _ring.Current.Kid);
    }

    [Fact]
    public async Task A_rotation_that_is_not_urgent_signs_in_24_hours_and_is_made_once()
    {
        await _ring.StartAsync();
        string first = _ring.Current.Kid;
        Assert.True(await _ring.RotateAsync(atOnce: false));
        Assert.False(await _ring.RotateAsync(atOnce: false));
        Assert.Equal(2, _ring.Published.Count);
        _clock.Advance(KeyTimes.Lead - TimeSpan.FromSeconds(1));
        Assert.Equal(first, _ring.Current.Kid);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, _ring.Current.Kid);
    }

    [Fact]
    public async Task A_node_whose_clock_is_behind_signs_with_the_key_of_the_others()
    {
        await _ring.StartAsync();
        using var behind = new KeyRing(_store, new KeyOptions(), new FakeClock(_clock.GetUtcNow().AddMinutes(-5)));
        await behind.StartAsync();
        Assert.Equal(_ring.Current.Kid, behind.Current.Kid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keys_under_another_secret_stop_the_start_and_are_not_replaced(bool hasSecret)
    {
        using var sealing = Ring(Secret);
        await sealing.StartAsync();
        using var reading = Ring(hasSecret ? OtherSecret : null);
        StoreStartException refused = await Assert.ThrowsAsync<StoreStartException>(reading.StartAsync);
        Assert.Contains("Keys:Secret", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Keys:New", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["0000000001"], await RingLife.NamesAsync(_store));
        Assert.Throws<StoreUnavailableException>(() => reading.Current);
    }

    [Fact]
    public async Task A_new_ring_is_made_when_it_is_asked_for_and_only_once()
    {
        using (KeyRing sealing = Ring(Secret))
        {
            await sealing.StartAsync();
        }

        using KeyRing renewed = Ring(OtherSecret, isNew: true);
        Assert.IsType<RingLook.Done>(await renewed.StartAsync());
        Assert.Equal(["0000000002"], await RingLife.NamesAsync(_store));
        using KeyRing again = Ring(OtherSecret, isNew: true);
        await again.StartAsync();
        Assert.Equal(renewed.Current.Kid, again.Current.Kid);
    }

    [Fact]
    public async Task Every_damage_of_a_sealed_key_is_noticed()
    {
        using KeyRing sealing = Ring(Secret);
        await sealing.StartAsync();
        KeyMaterial whole = (await _store.ListAsync(KeyEntry.Ring, Stop))[0];
        for (int i = 0; i < whole.Bytes.Length; i++)
        {
            byte[] damaged = whole.Bytes.ToArray();
            damaged[i] ^= 1;
            Assert.Null(KeyEntry.Read(whole with { Bytes = damaged }, KeySecret.TryRead(Secret)).Key);
        }

        // Nor does it open in another place of the order.
        Assert.Null(KeyEntry.Read(whole with { Name = "0000000002" }, KeySecret.TryRead(Secret)).Key);
        Assert.NotNull(KeyEntry.Read(whole, KeySecret.TryRead(Secret)).Key);
    }

    [Fact]
    public async Task A_secret_given_later_reads_the_keys_from_before()
    {
        await _ring.StartAsync();
        using KeyRing sealing = Ring(Secret);
        await sealing.StartAsync();
        Assert.Equal(_ring.Current.Kid, sealing.Current.Kid);
    }

    [Fact]
    public async Task A_key_prints_its_name_and_the_store_holds_no_private_number_under_a_secret()
    {
        using KeyRing sealing = Ring(Secret);
        await sealing.StartAsync();
        byte[] number = sealing.Current.Reveal()[16..48], stored = (await _store.ListAsync(KeyEntry.Ring, Stop))[0].Bytes.ToArray();
        Assert.Equal(-1, stored.AsSpan().IndexOf(number));
        Assert.Equal(sealing.Current.Kid, sealing.Current.ToString());
        string text = $"{sealing.Current}{sealing.Current.Public}{sealing.Current.Credentials.Key}{KeySecret.TryRead(Secret)}";
        Assert.DoesNotContain(System.Buffers.Text.Base64Url.EncodeToString(number), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void A_secret_that_is_not_32_bytes_is_refused_without_being_shown(string secret)
    {
        string problem = Assert.Single(new KeyOptions { Secret = secret }.Validate());
        Assert.Contains("openssl rand", problem, StringComparison.Ordinal);
        Assert.True(secret.Length == 0 || !problem.Contains(secret, StringComparison.Ordinal));
        Assert.Empty(new KeyOptions { Secret = Secret }.Validate());
    }

    [Fact]
    public void A_damaged_key_is_no_key()
    {
        byte[] bytes = SigningKey.Create(_clock.GetUtcNow(), _clock.GetUtcNow()).Reveal();
        Assert.NotNull(SigningKey.TryRead(bytes));
        for (int i = 16; i < bytes.Length; i += 5)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x10;
            Assert.Null(SigningKey.TryRead(damaged));
        }

        Assert.Null(SigningKey.TryRead(bytes.AsSpan(1)));
        Assert.Null(SigningKey.TryRead(Encoding.ASCII.GetBytes(new string('x', SigningKey.ByteLength))));
    }

    private KeyRing Ring(string? secret, bool isNew = false) =>
        new(_store, new KeyOptions { New = isNew }, _clock, secret is null ? null : KeySecret.TryRead(secret));
}
