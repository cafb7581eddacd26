using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

public sealed class SecurityHeadersTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    public static TheoryData<string, string, int> Answers => new()
    {
        { "GET", "/", 200 },
        { "GET", "/health/live", 200 },
        { "GET", "/auth/session", 401 },
        { "GET", "/nowhere", 404 },
        { "GET", "/auth/login", 405 },
        { "POST", "/auth/login", 415 },
        { "POST", "/auth/logout", 204 },
        { "HEAD", "/login", 200 },
        { "OPTIONS", "/auth/login", 405 },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Every_answer_has_them(string method, string path, int status)
    {
        using HttpClient client = fixture.Server.Client();
        using HttpResponseMessage answer = await client.AskAsync(path, new HttpMethod(method));
        Assert.Equal(status, (int)answer.StatusCode);
        AssertHardened(answer);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_failure_that_nobody_foresaw_has_them_and_says_nothing_of_itself()
    {
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.AddSingleton<IStartupFilter, Breaking>());
        using HttpClient client = server.Client();
        using HttpResponseMessage program = await client.AskAsync("/break"), person = await client.AskAsync("/break", accept: "text/html");
        Assert.Equal((HttpStatusCode.InternalServerError, "internal_error"), (program.StatusCode, await program.CodeAsync()));
        Assert.NotEmpty((await program.JsonAsync()).GetProperty("traceId").GetString()!);
        Assert.Equal("text/html", person.Content.Headers.ContentType?.MediaType);
        Assert.Contains(server.Log.Lines, l => l.Contains("hidden detail", StringComparison.Ordinal));
        foreach (HttpResponseMessage answer in new[] { program, person })
        {
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            AssertHardened(answer);
            Assert.DoesNotContain("hidden detail", await answer.TextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Over_https_browsers_are_told_to_stay_there()
    {
        await using RunningServer server = await RunningServer.StartAsync(["--PublicUrl", "https://app.example"]);
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.AskAsync("/nowhere");
        Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task An_unknown_address_is_a_problem_for_a_program_and_a_page_for_a_person()
    {
        using HttpClient client = fixture.Server.Client();
        using HttpResponseMessage program = await client.AskAsync("/auth/nothing"), person = await client.AskAsync("/nothing", accept: "text/html");
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (program.StatusCode, await program.CodeAsync()));
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (person.StatusCode, person.Content.Headers.ContentType?.MediaType));
    }

    private static void AssertHardened(HttpResponseMessage answer)
    {
        Assert.Contains("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    // Stands behind everything the server has, where unknown addresses end.
    private sealed class Breaking : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            app.Run(_ => throw new InvalidOperationException("hidden detail"));
        };
    }
}
