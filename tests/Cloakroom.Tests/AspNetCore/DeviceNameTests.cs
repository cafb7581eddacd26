namespace Cloakroom.Tests.AspNetCore;

public sealed class DeviceNameTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15", "Safari on macOS")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/121.0.0.0", "Opera on Windows")]
    [InlineData("curl/8.14.1", "curl")]
    [InlineData("", "Unknown device")]
    [InlineData("Acknowledged by a knowledgeable bot", "Unknown device")]
    public void A_device_is_named_as_its_owner_would(string userAgent, string name) => Assert.Equal(name, DeviceName.From(userAgent));

    [Theory]
    [InlineData("<script>alert(1)</script> Firefox/1 Linux")]
    [InlineData("Firefox/1\r\nSet-Cookie: a=b Linux")]
    [InlineData("Firefox/1 \u202e Linux \u0000")]
    public void Nothing_of_a_hostile_text_gets_through(string userAgent) => Assert.Equal("Firefox on Linux", DeviceName.From(userAgent));

    [Fact]
    public void A_long_text_is_not_read_to_its_end() => Assert.Equal("Unknown device", DeviceName.From(new string('x', 512) + "Firefox/1"));
}
