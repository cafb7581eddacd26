using System.Net;
using Cloakroom.Server.Admin.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Admin;

/// <summary>What the page of numbers shows is what happened. The meters are those of the process, so other tests may add to them.</summary>
public sealed class DashboardTests
{
    [Fact]
    public async Task Logins_requests_and_refusals_are_seen_with_their_reasons()
    {
        await using Office office = await Office.OpenAsync();
        RecentMetrics metrics = office.Server.Services.GetRequiredService<RecentMetrics>();
        metrics.Turn();
        for (int i = 0; i < 10; i++)
        {
            using HttpResponseMessage forbidden = await office.SendAsync(office.BobCookie, "/auth/admin/users");
            Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        }

        using HttpResponseMessage logout = await office.SendAsync(office.BobCookie, "/auth/logout", HttpMethod.Post);
        metrics.Turn();
        Assert.InRange(metrics.Series("cloakroom.decisions", t => t == "role_required")[^1], 10, long.MaxValue);
        Assert.InRange(metrics.Series("cloakroom.sessions.ended")[^1], 1, long.MaxValue);
        Assert.InRange(metrics.ByTag("cloakroom.sessions.begun", RecentMetrics.Kept)["cookie"], 2, long.MaxValue);

        Dashboard dashboard = office.Server.Services.GetRequiredService<Dashboard>();
        Assert.Contains(dashboard.Reasons, r => r is { Code: "role_required", Minute: >= 10, Quarter: >= 10 });
        using HttpResponseMessage page = await office.AskAsync("/admin");
        Assert.Contains("<code>role_required</code>", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_last_quarter_of_an_hour_is_kept()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        RecentMetrics metrics = server.Services.GetRequiredService<RecentMetrics>();
        for (int i = 0; i < RecentMetrics.Kept + 20; i++)
        {
            metrics.Turn();
        }

        Assert.Equal(RecentMetrics.Kept, metrics.Series("cloakroom.decisions").Length);
    }

    [Fact]
    public void A_curve_is_drawn_within_its_box()
    {
        var chart = new Chart("x", [0, 5, 10], "per second");
        Assert.Equal("M0 60L1 30L2 0", chart.Curve);
        Assert.Equal("M0 60L1 60", new Chart("x", [0, 0], "").Curve);
    }
}
