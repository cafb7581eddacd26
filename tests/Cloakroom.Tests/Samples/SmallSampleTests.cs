using System.Net;
using System.Net.Http.Json;

namespace Cloakroom.Tests.Samples;

public sealed class SmallSampleTests
{
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Minimal_knows_user_42_again()
    {
        await using SampleProgram app = await SampleProgram.StartAsync("Minimal");
        await app.Http.PostAsJsonAsync("/login", new { name = "ada", password = "a long and secret sentence" }, _end);
        Assert.Equal("user #42", await app.Http.GetStringAsync("/settings", _end));
    }

    [Fact]
    public async Task Custom_store_knows_user_42_again()
    {
        await using SampleProgram app = await SampleProgram.StartAsync("CustomStore");
        await app.Http.PostAsync("/login", null, _end);
        Assert.Equal("user #42", await app.Http.GetStringAsync("/settings", _end));
    }

    [Fact]
    public async Task Mvc_logs_in_by_a_form_and_asks_for_roles()
    {
        await using SampleProgram app = await SampleProgram.StartAsync("Mvc");
        app.Http.DefaultRequestHeaders.Add("Accept", "text/html");
        HttpResponseMessage anonymous = await app.Http.GetAsync("/", _end);
        Assert.Equal("/login?return=%2F", anonymous.Headers.Location?.ToString());
        Assert.Contains("<form", await app.Http.GetStringAsync("/login", _end), StringComparison.Ordinal);

        Assert.Equal("/login?failed=true", (await LoginAsync(app, "wrong")).Headers.Location?.ToString());
        Assert.Equal("/", (await LoginAsync(app, "a long and secret sentence")).Headers.Location?.ToString());
        Assert.Contains("Hello, ada@example.com", await app.Http.GetStringAsync("/", _end), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/account/shift", _end)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.Http.GetAsync("/account/payroll", _end)).StatusCode);

        using var form = new FormUrlEncodedContent([new("return", "/login")]);
        HttpResponseMessage logout = await app.Http.PostAsync("/auth/logout", form, _end);
        Assert.Equal(HttpStatusCode.SeeOther, logout.StatusCode);
        Assert.Equal("/login?return=%2F", (await app.Http.GetAsync("/", _end)).Headers.Location?.ToString());
    }

    [Fact]
    public async Task Mvc_forms_carry_the_token_for_a_browser_that_does_not_say_where_it_comes_from()
    {
        await using SampleProgram app = await SampleProgram.StartAsync("Mvc");
        Assert.DoesNotContain("csrf_token", await app.Http.GetStringAsync("/login", _end), StringComparison.Ordinal);
        await LoginAsync(app, "a long and secret sentence");
        app.Http.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        string[] page = (await app.Http.GetStringAsync("/", _end)).Split("<input name=\"csrf_token\" type=\"hidden\" value=\"");
        Assert.Equal(2, page.Length);

        using var bare = new FormUrlEncodedContent([new("return", "/login")]);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.Http.PostAsync("/auth/logout", bare, _end)).StatusCode);
        using var form = new FormUrlEncodedContent([new("return", "/login"), new("csrf_token", page[1].Split('"')[0])]);
        Assert.Equal(HttpStatusCode.NoContent, (await app.Http.PostAsync("/auth/logout", form, _end)).StatusCode);
    }

    private async Task<HttpResponseMessage> LoginAsync(SampleProgram app, string password)
    {
        using var form = new FormUrlEncodedContent([new("name", "ada"), new("password", password)]);
        return await app.Http.PostAsync("/account/login", form, _end);
    }
}
