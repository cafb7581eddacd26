using Cloakroom.Server.Proxies;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.ForwardAuth;

public sealed class ReturnPlaceTests(ReturnPlaceTests.Listed listed) : IClassFixture<ReturnPlaceTests.Listed>
{
    [Theory]
    [InlineData("/x?y=z", true)]
    [InlineData("https://app.example.com", true)]
    [InlineData("https://app.example.com/", true)]
    [InlineData("https://app.example.com/x?y=https://evil.test", true)]
    [InlineData("https://other.example.com:8443/x", true)]
    [InlineData("https://other.example.com/x", false)]
    [InlineData("https://app.example.com:443/", false)]
    [InlineData("https://APP.example.com/", false)]
    [InlineData("HTTPS://app.example.com/", false)]
    [InlineData("http://app.example.com/", false)]
    [InlineData("https:app.example.com/", false)]
    [InlineData("https:/app.example.com/", false)]
    [InlineData("https:///app.example.com/", false)]
    [InlineData("https://app.example.com./", false)]
    [InlineData("https://app.example.com.evil.test/", false)]
    [InlineData("https://evil.test/app.example.com", false)]
    [InlineData("https://evil.test#app.example.com", false)]
    [InlineData("https://evil.test?app.example.com", false)]
    [InlineData("https://evilapp.example.com/", false)]
    [InlineData("https://sub.app.example.com/", false)]
    [InlineData("https://example.com/", false)]
    [InlineData("https://app.example.com@evil.test/", false)]
    [InlineData("https://user@app.example.com/", false)]
    [InlineData("https://a@b@app.example.com/", false)]
    [InlineData("https://evil.test\\@app.example.com/", false)]
    [InlineData("https://app.example.com\\@evil.test/", false)]
    [InlineData("https://app.example.com\\.evil.test/", false)]
    [InlineData("https://app.example.com/x#y", false)]
    [InlineData("https://app.example.com//evil.test", false)]
    [InlineData("https://app.example.com/\\evil.test", false)]
    [InlineData("https://app.example.com/\r\nX: y", false)]
    [InlineData("https://app%2eexample.com/", false)]
    [InlineData("https://app\u3002example.com/", false)]
    [InlineData("https://\uff41pp.example.com/", false)]
    [InlineData(" https://app.example.com/", false)]
    [InlineData("\thttps://app.example.com/", false)]
    [InlineData("//app.example.com/", false)]
    [InlineData("/\\evil.test", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task A_login_leads_back_to_paths_and_to_listed_hosts(string? place, bool isAllowed)
    {
        ReturnPlaces places = listed.Server.Services.GetRequiredService<ReturnPlaces>();
        Assert.Equal((isAllowed, isAllowed ? place : "/"), (places.IsAllowed(place), places.OrRoot(place)));

        using HttpClient client = listed.Server.Client();
        using HttpResponseMessage page = await client.AskAsync($"/login?return={Uri.EscapeDataString(place ?? "")}", accept: "text/html");
        // To another host leads the page that hands the session over.
        string there = !isAllowed ? "/" : places.IsElsewhere(place) ? $"/auth/depart?to={Uri.EscapeDataString(place)}" : place ?? "";
        Assert.Contains($"name=\"return\" value=\"{System.Net.WebUtility.HtmlEncode(there)}\"", (await page.TextAsync()).Replace("&#x3D;", "=", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_leads_there_and_the_policy_of_the_page_allows_it()
    {
        await using RunningServer server = await RunningServer.StartAsync(["--PublicUrl", "http://localhost:4242", "--ReturnHosts", "localhost:8080,app.localhost"]);
        (await server.RegisterAsync()).Dispose();
        foreach ((string place, string location) in ((string, string)[])[("http://localhost:8080/x?y=z", "http://localhost:8080/x?y=z"), ("/x", "/x"), ("http://localhost:8081/", "/"), ("https://localhost:8080/", "/")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/login")
            {
                Content = new FormUrlEncodedContent([new("email", RunningServer.Email), new("password", RunningServer.Password), new("return", place)]),
            };
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            using HttpClient client = server.Client();
            using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal((303, location), ((int)answer.StatusCode, answer.Headers.Location?.OriginalString));
            Assert.EndsWith("form-action 'self' http://app.localhost http://localhost:8080", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
    }

    /// <summary>A server in public, with two hosts.</summary>
    public sealed class Listed : IAsyncLifetime
    {
        private RunningServer? _server;

        internal RunningServer Server => _server ?? throw new InvalidOperationException("The server is not running.");

        public async ValueTask InitializeAsync() =>
            _server = await RunningServer.StartAsync(["--PublicUrl", "https://auth.example.com", "--ReturnHosts", "app.example.com,other.example.com:8443"]);

        public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
