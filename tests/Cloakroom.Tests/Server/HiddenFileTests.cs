using System.Net;
using Cloakroom.Tests.Server.Admin;

namespace Cloakroom.Tests.Server;

/// <summary>The server gives out what it was built with, and nothing of the folder that it runs in.</summary>
public sealed class HiddenFileTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/.git/config")]
    [InlineData("/.env")]
    [InlineData("/appsettings.json")]
    [InlineData("/cloakroom.db")]
    [InlineData("/cloakroom-data/cloakroom.db")]
    [InlineData("/Cloakroom.Server.dll")]
    [InlineData("/site.css.map")]
    [InlineData("/wwwroot/")]
    [InlineData("/%2e%2e/cloakroom.db")]
    [InlineData("/swagger/index.html")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/metrics")]
    [InlineData("/debug")]
    public async Task There_is_no_such_address(string path)
    {
        using HttpClient client = fixture.Server.Client();
        using HttpResponseMessage answer = await client.AskAsync(path);
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (answer.StatusCode, await answer.CodeAsync()));
    }

    // Web cache deception: a cache that goes by the ending of the address would keep the page of a person for everybody.
    [Theory]
    [InlineData("/account/x.css")]
    [InlineData("/account.css")]
    [InlineData("/auth/session/x.js")]
    [InlineData("/auth/session;x.css")]
    [InlineData("/account/sessions%2fx.css")]
    public async Task An_address_that_looks_like_a_file_is_not_the_page_before_it(string path)
    {
        await using Office office = await Office.OpenAsync();
        using HttpResponseMessage answer = await office.AskAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain(RunningServer.Email, await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("TRACK")]
    public async Task A_request_is_not_sent_back(string method)
    {
        using HttpClient client = fixture.Server.Client();
        using var request = new HttpRequestMessage(new(method), "/login");
        request.Headers.Add("Cookie", "mark=seen-again");
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.DoesNotContain("seen-again", await answer.TextAsync(), StringComparison.Ordinal);
    }
}
