using Cloakroom.Server.Settings;

namespace Cloakroom.Tests.Server.Webhooks;

public sealed class WebhookSettingTests
{
    private static readonly string Short = "whsec_" + Convert.ToBase64String(new byte[31]);

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "http://example.org/hook", "", "Webhooks:0:Url is" },
        { "https://user:pass@example.org/hook", "", "Webhooks:0:Url is" },
        { "ftp://example.org", "", "Webhooks:0:Url is" },
        { "https://example.org/hook", Short, "Webhooks:0:Secret is" },
        { "https://example.org/hook", "secret", "Webhooks:0:Secret is" },
        { "https://example.org/hook", "-", "has no Secret" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_receiver_that_is_not_safe_stops_the_start(string url, string secret, string sentence)
    {
        string[] flags = ["--Webhooks:0:Url", url, .. secret == "-" ? Array.Empty<string>() : ["--Webhooks:0:Secret", secret.Length == 0 ? Receiver.Secret : secret]];
        StartRefusedException refused = await Assert.ThrowsAsync<StartRefusedException>(() => RunningServer.StartAsync(flags));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Webhooks:0:Events", "login,dance")]
    [InlineData("--Events:Keep", "1.00:00:00")]
    public async Task What_is_no_event_or_keeps_too_little_stops_the_start(string flag, string value) =>
        await Assert.ThrowsAsync<StartRefusedException>(() => RunningServer.StartAsync(["--Webhooks:0:Url", "https://example.org", "--Webhooks:0:Secret", Receiver.Secret, flag, value]));
}
