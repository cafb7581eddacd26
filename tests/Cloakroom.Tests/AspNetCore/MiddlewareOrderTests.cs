using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Whatever the order in which an application writes its pipeline: no request of another site is answered as the visitor's.</summary>
public sealed class MiddlewareOrderTests
{
    public static TheoryData<string> Orders => ["usual", "routing first", "routing last", "authentication last", "antiforgery first", "antiforgery last", "cors first", "twice"];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Every_order_refuses_a_foreign_request_and_answers_an_own_one(string order)
    {
        int reached = 0;
        await using TestApp app = await new TestApp
        {
            Build = b => b.Services.AddAntiforgery().AddCors(),
            BeforeCloakroom = a => Before(a, order),
            AfterCloakroom = a => After(a, order),
            Map = a => a.MapPost("/change", [Authorize] (Session session) =>
            {
                reached++;
                return session.UserId;
            }),
        }.StartAsync();
        string cookie = await app.LoginAsync("ada");

        using HttpResponseMessage foreign = await app.PostAsync("/change", cookie, ("Sec-Fetch-Site", "cross-site"));
        Assert.Equal("csrf_cross_site", await foreign.CodeAsync());
        Assert.Equal(0, reached);
        using HttpResponseMessage own = await app.PostAsync("/change", cookie, ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal("ada", await own.TextAsync());
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-origin")]
    public async Task An_endpoint_ahead_of_it_knows_nobody(string site)
    {
        await using TestApp app = await new TestApp
        {
            BeforeCloakroom = a => a.Map("/early", early => early.Run(async context =>
                await context.Response.WriteAsync(context.RequestServices.GetRequiredService<ISessions>().Current?.UserId ?? "nobody"))),
        }.StartAsync();
        string cookie = await app.LoginAsync("ada");

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => app.PostAsync("/early", cookie, ("Sec-Fetch-Site", site)));

        Assert.Contains("app.UseCloakroom() before the endpoints", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseAuthentication_ahead_of_it_is_told_to_go()
    {
        await using TestApp app = await new TestApp { BeforeCloakroom = a => a.UseAuthentication() }.StartAsync();

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => app.PostAsync("/public"));

        Assert.Contains("in the place of app.UseAuthentication()", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_page_that_is_shown_in_the_place_of_an_answer_works()
    {
        await using TestApp app = await new TestApp
        {
            AfterCloakroom = a => a.UseStatusCodePagesWithReExecute("/error").UseRouting(),
            Map = a => a.Map("/error", (ISessions sessions) => $"sorry, {sessions.Current?.UserId}"),
        }.StartAsync();
        string cookie = await app.LoginAsync("ada");

        using HttpResponseMessage answer = await app.GetAsync("/nowhere", cookie, ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal((HttpStatusCode.NotFound, "sorry, ada"), (answer.StatusCode, await answer.TextAsync()));
    }

    private static void Before(WebApplication app, string order)
    {
        _ = order switch
        {
            "routing first" => app.UseRouting(),
            "antiforgery first" => app.UseAntiforgery(),
            "cors first" => app.UseCors(p => p.AllowAnyHeader()),
            "twice" => app.UseCloakroom(),
            _ => app,
        };
    }

    private static void After(WebApplication app, string order)
    {
        _ = order switch
        {
            "routing last" => app.UseRouting().UseAuthorization(),
            "authentication last" => app.UseAuthentication().UseAuthorization(),
            "antiforgery last" => app.UseAntiforgery(),
            _ => app,
        };
    }
}
