using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Admin;

/// <summary>Who may open the pages and endpoints of administrators: every route that there is, so that a new one cannot be forgotten.</summary>
public sealed class AdminAccessTests
{
    [Fact]
    public async Task Whoever_lacks_the_role_is_told_so_on_every_page_and_endpoint()
    {
        await using Office office = await Office.OpenAsync();
        (string Method, string Path)[] routes = Routes(office);
        Assert.True(routes.Length > 20, $"Only {routes.Length} routes.");
        foreach ((string method, string path) in routes)
        {
            using HttpResponseMessage bob = await office.SendAsync(office.BobCookie, path, new(method), method == "GET" ? null : "{}");
            Assert.True((HttpStatusCode.Forbidden, "role_required") == (bob.StatusCode, await bob.CodeAsync()), $"{method} {path}: {bob.StatusCode}");
            using HttpResponseMessage nobody = await office.SendAsync("other=1", path, new(method), method == "GET" ? null : "{}");
            Assert.True((HttpStatusCode.Unauthorized, "no_credentials") == (nobody.StatusCode, await nobody.CodeAsync()), $"{method} {path}: {nobody.StatusCode}");
        }
    }

    [Fact]
    public async Task Acts_need_a_recent_login_and_reading_does_not()
    {
        var clock = new Attacks.ShiftedClock();
        await using Office office = await Office.OpenAsync([], s => s.AddSingleton<TimeProvider>(clock));
        clock.Advance(TimeSpan.FromMinutes(6));
        foreach ((string method, string path) in Routes(office))
        {
            using HttpResponseMessage answer = await office.SendAsync(office.Ada, path, new(method), method == "GET" ? null : "{}");
            string? code = await answer.CodeAsync();
            Assert.True(method == "GET" ? code != "fresh_login_required" : code == "fresh_login_required", $"{method} {path}: {answer.StatusCode} {code}");
        }
    }

    [Fact]
    public async Task Pages_are_there_for_administrators()
    {
        await using Office office = await Office.OpenAsync();
        foreach ((string _, string path) in Routes(office).Where(r => r.Path.StartsWith("/admin", StringComparison.Ordinal)))
        {
            using HttpResponseMessage page = await office.AskAsync(path);
            Assert.True(page.StatusCode == HttpStatusCode.OK, $"{path}: {page.StatusCode}");
        }

        using HttpResponseMessage none = await office.AskAsync("/admin/users/nobody");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private static (string Method, string Path)[] Routes(Office office) =>
    [
        .. office.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => (Methods: e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [], Path: "/" + e.RoutePattern.RawText?.TrimStart('/')))
            .Where(e => e.Path.StartsWith("/admin", StringComparison.Ordinal) || e.Path.StartsWith("/auth/admin", StringComparison.Ordinal))
            .SelectMany(e => e.Methods.Where(m => m != "HEAD").Select(m => (m, e.Path.Replace("{id}", office.BobId, StringComparison.Ordinal).Replace("{handle}", "x", StringComparison.Ordinal)))),
    ];
}
