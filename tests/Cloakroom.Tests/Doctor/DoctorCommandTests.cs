using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Doctor;

/// <summary><c>doctor</c> with addresses, against real servers.</summary>
public sealed class DoctorCommandTests
{
    [Fact]
    public async Task It_prints_what_a_browser_will_do_and_what_to_change_first()
    {
        await using WebApplication app = await StartAsync(context =>
        {
            context.Response.Headers.SetCookie = "sid=top-secret; Path=/; HttpOnly";
            return Task.CompletedTask;
        });
        string api = app.Urls.First(), page = api.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        (int status, string output, string errors) = await DoctorCookieCommandTests.RunAsync(["doctor", page, $"{api}/login"]);
        Assert.Equal((0, ""), (status, errors));
        Assert.Contains("fetch with credentials  no        no        no        samesite-lax-subresource", output, StringComparison.Ordinal);
        Assert.Contains("link                    yes       yes       -", output, StringComparison.Ordinal);
        Assert.EndsWith($"Change this first\n  Use one name everywhere: {page}/login\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_is_there_as_JSON()
    {
        await using WebApplication app = await StartAsync(context =>
        {
            context.Response.Headers.SetCookie = new(["a=top-secret; Path=/", "b=top-secret; Domain=com"]);
            return Task.CompletedTask;
        });
        (int status, string output, _) = await DoctorCookieCommandTests.RunAsync(["doctor", app.Urls.First(), "--json"]);
        JsonElement found = JsonDocument.Parse(output).RootElement;
        Assert.Equal((0, 2, "public-suffix"), (status, found.GetProperty("cookies").GetArrayLength(), found.GetProperty("cause").GetProperty("code").GetString()));
        Assert.Equal("obstacle", found.GetProperty("cause").GetProperty("weight").GetString());
        Assert.DoesNotContain("top-secret", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/loop", "redirect-loop")]
    [InlineData("/elsewhere", "redirect-elsewhere")]
    [InlineData("/broken", "unreachable")]
    public async Task What_gives_no_answer_is_a_finding_and_no_failure(string path, string code)
    {
        await using WebApplication app = await StartAsync(context =>
        {
            if (context.Request.Path == "/broken")
            {
                context.Abort();
            }

            context.Response.Redirect(context.Request.Path == "/elsewhere" ? "ftp://files.example/" : $"/loop?{context.Request.QueryString.Value?.Length}");
            return Task.CompletedTask;
        });
        (int status, string output, string errors) = await DoctorCookieCommandTests.RunAsync(["doctor", app.Urls.First() + path, "--json"]);
        Assert.Equal((0, "", code), (status, errors, JsonDocument.Parse(output).RootElement.GetProperty("cause").GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("doctor", "Write one address or two")]
    [InlineData("doctor https://a.example https://b.example https://c.example", "Write one address or two")]
    [InlineData("doctor a.example", "'a.example' is not an http or https address")]
    [InlineData("doctor https://a.example --from https://b.example", "--from is no flag")]
    [InlineData("doctor https://a.example --navigation", "--navigation is no flag")]
    public async Task Bad_input_is_one_line_and_status_1(string line, string sentence)
    {
        (int status, string output, string errors) = await DoctorCookieCommandTests.RunAsync(line.Split(' '));
        Assert.Equal((1, ""), (status, output));
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add($"http://{IPAddress.Loopback}:0");
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
