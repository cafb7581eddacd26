using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Beside the framework's own antiforgery, and in the place of it.</summary>
public sealed class AntiforgeryTests
{
    [Fact]
    public async Task An_endpoint_that_binds_a_form_needs_no_further_word()
    {
        await using TestApp app = await new TestApp
        {
            Map = a =>
            {
                a.MapPost("/bind", ([FromForm] string colour, Session session) => $"{session.UserId} {colour}");
                a.MapPost("/hook", [InsecureAllowCrossSite] ([FromForm] string colour) => colour);
            },
        }.StartAsync();
        string cookie = await app.LoginAsync("ada");

        Assert.Equal("ada blue", await (await FormAsync(app, "/bind", cookie, "same-origin")).TextAsync());
        Assert.Equal("csrf_cross_site", await (await FormAsync(app, "/bind", cookie, "cross-site")).CodeAsync());
        // Where Cloakroom does not look, the framework still wants somebody who does, or DisableAntiforgery.
        await Assert.ThrowsAsync<InvalidOperationException>(() => FormAsync(app, "/hook", cookie, "cross-site"));
    }

    [Fact]
    public async Task Forms_with_the_tokens_of_the_framework_are_checked_by_both()
    {
        await using TestApp app = await new TestApp
        {
            Build = b => b.Services.AddControllersWithViews().AddApplicationPart(typeof(PaintController).Assembly),
            AfterCloakroom = a => a.UseAntiforgery(),
            Map = a =>
            {
                a.MapControllers();
                a.MapPost("/bind", ([FromForm] string colour) => colour);
            },
        }.StartAsync();
        string session = await app.LoginAsync("ada");
        using HttpResponseMessage page = await app.GetAsync("/paint", session);
        string[] given = (await page.TextAsync()).Split(' ');
        string cookies = $"{session}; {TestApp.SetCookies(page).Single().Split(';')[0]}";

        foreach (string path in (string[])["/paint", "/bind"])
        {
            Assert.Equal("blue", await (await FormAsync(app, path, cookies, "same-origin", (given[0], given[1]))).TextAsync());
            Assert.Equal(HttpStatusCode.BadRequest, (await FormAsync(app, path, cookies, "same-origin")).StatusCode);
            Assert.Equal("csrf_cross_site", await (await FormAsync(app, path, cookies, "cross-site", (given[0], given[1]))).CodeAsync());
        }

        // The framework binds its token to the user that Cloakroom names.
        string other = $"{await app.LoginAsync("eve")}; {TestApp.SetCookies(page).Single().Split(';')[0]}";
        Assert.Equal(HttpStatusCode.BadRequest, (await FormAsync(app, "/paint", other, "same-origin", (given[0], given[1]))).StatusCode);
    }

    private static async Task<HttpResponseMessage> FormAsync(TestApp app, string path, string cookie, string site, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent([new("colour", "blue"), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);
        return await app.SendAsync(HttpMethod.Post, path, cookie, form, ("Sec-Fetch-Site", site));
    }
}

[Route("paint")]
public sealed class PaintController : Controller
{
    [HttpGet]
    public string Form([FromServices] IAntiforgery antiforgery)
    {
        AntiforgeryTokenSet tokens = antiforgery.GetAndStoreTokens(HttpContext);
        return $"{tokens.FormFieldName} {tokens.RequestToken}";
    }

    [HttpPost]
    [ValidateAntiForgeryToken]
    public IActionResult Paint(string colour) => Content(colour);
}
