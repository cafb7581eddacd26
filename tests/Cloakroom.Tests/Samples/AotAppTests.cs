using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Cloakroom.Tests.Samples;

/// <summary>
/// A program without a compiler in it: all that the library answers, once. In the long run as it is published, which takes a minute or two; in every
/// run as it is built, which like the published one reads no shape of JSON by reflection.
/// </summary>
public sealed class AotAppTests : IDisposable
{
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _published = Directory.CreateTempSubdirectory("cloakroom-aot-");

    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    public void Dispose() => _published.Delete(recursive: true);

    [Fact]
    public async Task It_knows_its_user_by_cookie_and_by_token_and_refuses_other_sites()
    {
        await using SampleProgram app = IsLong ? await SampleProgram.StartFileAsync(await PublishAsync()) : await SampleProgram.StartAsync("AotApp");
        await AssertRefusedAsync(app, "no_credentials", new(HttpMethod.Get, "/settings"));
        Assert.Equal("42", (await LoginAsync(app, bearer: false)).GetProperty("user").GetProperty("id").GetString());
        Assert.Equal("""{"user":"42","milk":"none"}""", await app.Http.GetStringAsync("/settings", _end));

        app.Http.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        await AssertRefusedAsync(app, "csrf_cross_site", Choice("cross-site"));
        using HttpResponseMessage chosen = await app.Http.SendAsync(Choice("same-origin"), _end);
        Assert.Equal(HttpStatusCode.NoContent, chosen.StatusCode);
        Assert.Equal("""{"user":"42","milk":"whole"}""", await app.Http.GetStringAsync("/settings", _end));
        using HttpRequestMessage bare = Choice(null);
        bare.Headers.Add("X-CSRF-Token", (await GetAsync(app, "/auth/csrf")).GetProperty("token").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await app.Http.SendAsync(bare, _end)).StatusCode);

        Assert.True(Assert.Single((await GetAsync(app, "/auth/sessions")).EnumerateArray()).GetProperty("current").GetBoolean());
        using HttpRequestMessage logout = new(HttpMethod.Post, "/auth/logout") { Headers = { { "Sec-Fetch-Site", "same-origin" } } };
        Assert.Equal(HttpStatusCode.NoContent, (await app.Http.SendAsync(logout, _end)).StatusCode);
        Assert.Empty(app.Cookies);
        await AssertRefusedAsync(app, "no_credentials", new(HttpMethod.Get, "/settings"));

        await AssertTokensWorkAsync(app, await LoginAsync(app, bearer: true));
    }

    private async Task AssertTokensWorkAsync(SampleProgram app, JsonElement tokens)
    {
        string access = tokens.GetProperty("access_token").GetString() ?? "";
        app.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access);
        Assert.Equal("""{"user":"42","milk":"none"}""", await app.Http.GetStringAsync("/settings", _end));
        using var question = new FormUrlEncodedContent([new("token", access)]);
        using HttpResponseMessage answer = await app.Http.PostAsync("/auth/introspect", question, _end);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>(_end)).GetProperty("active").GetBoolean());
        Assert.Single((await GetAsync(app, "/.well-known/jwks.json")).GetProperty("keys").EnumerateArray());

        app.Http.DefaultRequestHeaders.Authorization = null;
        using HttpResponseMessage next = await app.Http.PostAsJsonAsync("/auth/refresh", new { refresh_token = tokens.GetProperty("refresh_token").GetString() }, _end);
        Assert.True((await next.Content.ReadFromJsonAsync<JsonElement>(_end)).TryGetProperty("access_token", out _));
    }

    private static HttpRequestMessage Choice(string? from)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/settings") { Content = JsonContent.Create(new { milk = "whole" }) };
        if (from is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", from);
        }

        return request;
    }

    private async Task<JsonElement> GetAsync(SampleProgram app, string path) => await app.Http.GetFromJsonAsync<JsonElement>(path, _end);

    private async Task<JsonElement> LoginAsync(SampleProgram app, bool bearer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = JsonContent.Create(new { name = "ada", password = "a long and secret sentence", bearer }) };
        using HttpResponseMessage answer = await app.Http.SendAsync(request, _end);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(_end);
    }

    private async Task AssertRefusedAsync(SampleProgram app, string code, HttpRequestMessage request)
    {
        using HttpResponseMessage answer = await app.Http.SendAsync(request, _end);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>(_end)).GetProperty("code").GetString());
        request.Dispose();
    }

    // gcc links where clang, which is the default, may not be installed. A warning of the compiler would be an error, as everywhere here.
    private async Task<string> PublishAsync()
    {
        string root = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..");
        var start = new ProcessStartInfo("dotnet", ["publish", Path.Combine(root, "samples", "AotApp"), "--output", _published.FullName, "--use-current-runtime", "-nologo", "-v:q", "-nodeReuse:false", "-p:CppCompilerAndLinker=gcc"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        Task<string> said = process.StandardOutput.ReadToEndAsync(_end), errors = process.StandardError.ReadToEndAsync(_end);
        await process.WaitForExitAsync(_end);
        Assert.True(process.ExitCode == 0, await said + await errors);
        return Path.Combine(_published.FullName, "AotApp");
    }
}
