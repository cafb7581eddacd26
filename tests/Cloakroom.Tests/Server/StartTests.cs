using Cloakroom.Cookies;
using Cloakroom.Server.Start;

namespace Cloakroom.Tests.Server;

public sealed class StartTests
{
    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_sentence()
    {
        await using RunningServer first = await RunningServer.StartAsync();
        Exception failure = await Assert.ThrowsAnyAsync<IOException>(() => RunningServer.StartAsync(["--urls", first.Url.ToString()]));
        string? sentence = StartFailure.Sentence(failure);
        Assert.Contains(first.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), sentence, StringComparison.Ordinal);
        Assert.Contains("--urls", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence!);
    }

    [Fact]
    public async Task Addresses_that_tell_no_public_address_are_refused_in_one_sentence()
    {
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => RunningServer.StartAsync(["--urls", "http://0.0.0.0:0"]));
        Assert.Contains("PublicUrl", StartFailure.Sentence(failure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls", "http://")]
    [InlineData("--urls", "nonsense")]
    public async Task Addresses_that_cannot_be_are_refused_in_one_sentence(params string[] flags)
    {
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => RunningServer.StartAsync(flags));
        Assert.Contains("--urls", StartFailure.Sentence(failure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:4242", "http://localhost:4242")]
    [InlineData("http://localhost", "http://localhost:80")]
    [InlineData("http://app.localhost:81", "http://localhost:81")]
    [InlineData("http://127.0.0.7:4242", "http://127.0.0.7:4242")]
    [InlineData("http://[::1]:4242", "http://[::1]:4242")]
    [InlineData("https://app.example", "http://127.0.0.1:4242")]
    [InlineData("https://localhost:8443", "http://127.0.0.1:4242")]
    public void Without_addresses_of_its_own_it_listens_on_loopback_only(string publicUrl, string listens)
    {
        Assert.True(PublicOrigin.TryCreate(publicUrl, out PublicOrigin? origin, out _));
        Assert.Equal(listens, Listening.Address(origin));
    }

    [Fact]
    public async Task The_banner_says_where_it_is_what_it_sets_and_what_to_do_next()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string banner = server.Banner();
        Assert.Contains(server.Url.GetLeftPart(UriPartial.Authority) + "/register", banner, StringComparison.Ordinal);
        Assert.Contains("session_id=…; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400", banner, StringComparison.Ordinal);
        Assert.Contains($"sqlite:{server.Folder}/cloakroom.db", banner, StringComparison.Ordinal);
        Assert.Contains("Cloakroom 0.", banner, StringComparison.Ordinal);
        using HttpResponseMessage registered = await server.RegisterAsync();
        Assert.DoesNotContain("/register", server.Banner(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_public_the_banner_names_the_proxy_and_the_command_for_the_first_account()
    {
        await using RunningServer server = await RunningServer.StartAsync(["--PublicUrl", "https://app.example"]);
        string banner = server.Banner();
        Assert.Contains("proxy", banner, StringComparison.Ordinal);
        Assert.Contains("users add", banner, StringComparison.Ordinal);
        Assert.Contains("__Host-session_id=…; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400", banner, StringComparison.Ordinal);
    }
}
