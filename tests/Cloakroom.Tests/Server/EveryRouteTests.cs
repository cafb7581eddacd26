using System.Net;
using System.Net.Mime;
using Cloakroom.Tests.Server.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

/// <summary>What holds for every address that can be read, so that a new one cannot be forgotten.</summary>
public sealed class EveryRouteTests
{
    [Fact]
    public async Task No_script_knows_who_asks_for_it_and_no_answer_becomes_one_by_a_parameter()
    {
        await using Office office = await Office.OpenAsync();
        string[] paths = [.. Routes(office, _ => true), "/cloakroom.js"];
        Assert.InRange(paths.Length, 40, int.MaxValue);
        foreach (string path in paths)
        {
            using HttpResponseMessage own = await AskAsync(office, office.Ada, $"{path}?callback=told&jsonp=told"), bare = await AskAsync(office, "other=1", path);
            string type = own.Content.Headers.ContentType?.MediaType ?? "", text = type == MediaTypeNames.Text.EventStream ? "" : await own.TextAsync();
            Assert.False(text.Contains("told(", StringComparison.Ordinal), $"{path} calls what the address names.");
            if (type.Contains("javascript", StringComparison.Ordinal))
            {
                Assert.True(text == await bare.TextAsync(), $"{path} is a script that depends on who asks.");
            }
        }
    }

    [Fact]
    public async Task No_answer_may_be_loaded_into_a_page_of_another_origin()
    {
        await using Office office = await Office.OpenAsync();
        foreach (string path in Routes(office, _ => true))
        {
            using HttpResponseMessage answer = await AskAsync(office, office.Ada, path);
            Assert.True(Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")) == "same-origin", path);
            Assert.True(Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")) == "nosniff", path);
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.True(policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal) || (path == "/doctor/probe/frame" && policy.Contains("frame-ancestors 'self'", StringComparison.Ordinal)), $"{path}: {policy}");
        }
    }

    [Fact]
    public async Task The_policy_of_every_answer_allows_no_object_no_base_and_nothing_inline()
    {
        await using Office office = await Office.OpenAsync();
        foreach (string path in Routes(office, _ => true))
        {
            using HttpResponseMessage answer = await AskAsync(office, office.Ada, path);
            string[] policy = [.. Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split(';').Select(d => d.Trim())];
            Assert.Contains("default-src 'none'", policy);
            Assert.True(path == "/doctor/probe/frame" || (policy.Contains("object-src 'none'", StringComparer.Ordinal) && policy.Contains("base-uri 'none'", StringComparer.Ordinal)), path);
            Assert.DoesNotContain(policy, d => d.Contains("unsafe-", StringComparison.Ordinal) || d.Contains("http", StringComparison.Ordinal) || d.Contains('*', StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_page_of_somebody_who_is_logged_in_has_the_way_out()
    {
        await using Office office = await Office.OpenAsync();
        string[] pages = [.. Routes(office, e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)];
        Assert.InRange(pages.Length, 15, int.MaxValue);
        int seen = 0;
        foreach (string path in pages)
        {
            using HttpResponseMessage page = await AskAsync(office, office.Ada, path);
            if (page.StatusCode == HttpStatusCode.OK)
            {
                Assert.True((await page.TextAsync()).Contains("action=\"/auth/logout\"", StringComparison.Ordinal), $"{path} has no way out.");
                seen++;
            }
        }

        Assert.InRange(seen, 15, pages.Length);
    }

    [Fact]
    public async Task Reading_ends_and_changes_nothing()
    {
        await using Office office = await Office.OpenAsync();
        string before = await StateAsync(office);
        foreach (string path in Routes(office, _ => true))
        {
            using HttpResponseMessage answer = await AskAsync(office, office.Ada, path);
            Assert.False(answer.Cookie()?.Contains("session_id", StringComparison.Ordinal) == true, $"{path} writes the session cookie.");
        }

        Assert.Equal(before, await StateAsync(office));
    }

    [Theory]
    [InlineData("cookie", "session_id")]
    [InlineData("token", "access_token")]
    public async Task A_token_in_the_address_opens_nothing(string carrier, string name)
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpResponseMessage login = await server.LoginAsync(carrier: carrier);
        string secret = carrier == "cookie" ? login.Cookie()?.Split('=', ';')[1] ?? "" : (await login.JsonAsync()).GetProperty("access_token").GetString() ?? "";
        using HttpClient client = server.Client();

        foreach (string path in new[] { $"/auth/session?{name}={secret}", $"/auth/session;{name}={secret}", $"/auth/session?Authorization=Bearer%20{secret}" })
        {
            using HttpResponseMessage answer = await client.AskAsync(path);
            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound, $"{path}: {answer.StatusCode}");
        }

        // RFC 6750 2.2 would have it in the body of a form.
        using HttpResponseMessage form = await client.FormAsync("/auth/sessions", (name, secret));
        Assert.Equal("no_credentials", await form.CodeAsync());
    }

    // What an administrator sees of everybody, without the time of last use.
    private static async Task<string> StateAsync(Office office) => string.Join('\n',
        (await office.JsonAsync("/auth/admin/users")).ToString(),
        string.Join(' ', (await office.JsonAsync($"/auth/admin/users/{office.BobId}/sessions")).EnumerateArray().Select(s => s.GetProperty("id").GetString())),
        string.Join(' ', (await office.JsonAsync("/auth/sessions")).EnumerateArray().Select(s => s.GetProperty("id").GetString())),
        string.Join(' ', (await office.JsonAsync("/auth/admin/events")).GetProperty("events").EnumerateArray().Select(e => e.GetProperty("kind").GetString())));

    private static IEnumerable<string> Routes(Office office, Func<RouteEndpoint, bool> which) =>
        office.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(which)
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is null or [] || e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET", StringComparer.Ordinal) == true)
            .Select(e => "/" + e.RoutePattern.RawText?.TrimStart('/').Replace("{id}", office.BobId, StringComparison.Ordinal).Replace("{key}", "cart", StringComparison.Ordinal).Replace("{name}", "example", StringComparison.Ordinal))
            .Where(p => !p.Contains('{', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);

    // Its head alone: a stream of events does not end.
    private static async Task<HttpResponseMessage> AskAsync(Office office, string cookie, string path)
    {
        using HttpClient client = office.Server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
