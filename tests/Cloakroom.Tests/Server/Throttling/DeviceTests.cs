using Cloakroom.Server.Throttling;

namespace Cloakroom.Tests.Server.Throttling;

public sealed class DeviceTests
{
    private static readonly DateTimeOffset Now = new(2030, 5, 17, 12, 0, 0, TimeSpan.Zero);

    private readonly byte[] _secret = [.. Enumerable.Repeat((byte)7, Device.SecretSize)];

    [Fact]
    public void It_is_the_device_of_the_account_it_was_made_for_and_of_no_other()
    {
        Device device = Shown(Device.New("ada", _secret, Now));
        Assert.True(device.IsOf("ada", _secret, Now));
        Assert.False(device.IsOf("ad", _secret, Now));
        Assert.False(device.IsOf("", _secret, Now));
        Assert.False(device.IsOf("ada", new byte[Device.SecretSize], Now));
    }

    [Fact]
    public void No_byte_of_it_can_be_changed()
    {
        byte[] bytes = Device.New("ada", _secret, Now).Reveal().ToArray();
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] altered = [.. bytes];
            altered[i] ^= 1;
            Assert.False(Device.Read(altered)?.IsOf("ada", _secret, Now), $"byte {i}");
        }

        Assert.Null(Device.Read(bytes.AsSpan(1)));
        Assert.Null(Device.Read([.. bytes, 0]));
    }

    [Fact]
    public void It_is_known_for_400_days_after_the_last_login()
    {
        Device device = Device.New("ada", _secret, Now);
        DateTimeOffset late = Now.AddDays(Device.Days);
        Assert.True(device.IsOf("ada", _secret, late));
        Assert.False(device.IsOf("ada", _secret, late.AddDays(1)));
        Device renewed = device.Renewed("ada", _secret, late);
        Assert.True(renewed.IsOf("ada", _secret, late.AddDays(1)));
        Assert.True(renewed.Number.SequenceEqual(device.Number));
    }

    [Fact]
    public void Two_have_different_numbers() =>
        Assert.False(Device.New("ada", _secret, Now).Number.SequenceEqual(Device.New("ada", _secret, Now).Number));

    private static Device Shown(Device device) => Device.Read(device.Reveal()) ?? throw new InvalidOperationException("Not read.");
}
