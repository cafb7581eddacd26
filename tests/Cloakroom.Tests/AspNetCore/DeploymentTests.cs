using Cloakroom.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Which public address follows from the listening addresses.</summary>
public sealed class DeploymentTests
{
    [Theory]
    // The in-memory test server.
    [InlineData("", "http://localhost")]
    [InlineData("http://localhost:5000", "http://localhost:5000")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000")]
    [InlineData("http://shop.localhost:5000", "http://shop.localhost:5000")]
    [InlineData("https://localhost:7000", "https://localhost:7000")]
    [InlineData("https://app.example", "https://app.example")]
    // What `dotnet new web` listens on: the safer of the two.
    [InlineData("http://localhost:5000 https://localhost:7000", "https://localhost:7000")]
    [InlineData("http://localhost:5000 http://127.0.0.1:5000", "http://localhost:5000")]
    public void An_address_that_a_browser_can_use_decides(string addresses, string origin)
    {
        PublicOrigin? derived = Deployment.Derive(addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries), out string problem);

        Assert.Equal(origin, derived?.Serialized);
        Assert.Empty(problem);
    }

    [Theory]
    [InlineData("http://[::]:8080")]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("https://[::]:443")]
    [InlineData("https://0.0.0.0:443")]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://192.168.1.7:8080")]
    [InlineData("http://app.example")]
    [InlineData("http://unix:/run/app.sock")]
    [InlineData("http://localhost:5000 http://[::]:8080")]
    public void Any_other_stops_the_start_with_one_sentence(string addresses)
    {
        Assert.Null(Deployment.Derive(addresses.Split(' '), out string problem));
        Assert.StartsWith("Cloakroom:PublicUrl is not set and the application listens on ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public async Task An_application_that_listens_on_every_address_does_not_start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://0.0.0.0:0");
        builder.Services.AddCloakroom();
        await using WebApplication app = builder.Build();
        app.UseCloakroom();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Cloakroom:PublicUrl", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://app.example", "every session could be stolen")]
    [InlineData("app.example", "not an http or https address")]
    [InlineData("https://app.example/path", "without path")]
    [InlineData("ftp://app.example", "not an http or https address")]
    [InlineData("", "not an http or https address")]
    public async Task A_public_address_that_no_cookie_can_serve_stops_the_start(string address, string why)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => new TestApp { Configuration = { ["Cloakroom:PublicUrl"] = address } }.StartAsync());

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_says_which_cookie_it_is()
    {
        await using TestApp app = await new TestApp { Options = o => o.PublicUrl = "https://app.example" }.StartAsync();

        Assert.Contains(app.Logs.Lines, l => l.Text == "Sessions for https://app.example, cookie __Host-session_id");
    }
}
