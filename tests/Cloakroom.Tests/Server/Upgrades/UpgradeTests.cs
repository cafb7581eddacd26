using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Cloakroom.Testing;
using Cloakroom.Tests.Conventions;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Upgrades;

/// <summary>
/// Files that earlier versions wrote are opened by this one, and nobody notices but by what is new. Each folder here is one such file and what was
/// known when it was written; its README says how it was made.
/// </summary>
public sealed class UpgradeTests
{
    private const string Here = "tests/Cloakroom.Tests/Server/Upgrades";

    public static TheoryData<string> Versions =>
        new(Directory.GetDirectories(Repository.PathOf(Here)).Select(f => new DirectoryInfo(f).Name));

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Sessions_tokens_keys_and_passwords_of_then_go_on(string version)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-upgrade-");
        try
        {
            string data = Repository.PathOf($"{Here}/{version}");
            Then then = JsonSerializer.Deserialize<Then>(await File.ReadAllTextAsync(Path.Combine(data, "then.json"), TestContext.Current.CancellationToken), JsonSerializerOptions.Web)
                ?? throw new InvalidDataException("then.json is empty.");
            File.Copy(Path.Combine(data, "cloakroom.db"), Path.Combine(folder.FullName, "cloakroom.db"));
            var clock = new FakeClock(then.At.AddMinutes(1));
            await using RunningServer server = await RunningServer.StartAsync(["--PublicUrl", then.PublicUrl], s => s.AddSingleton<TimeProvider>(clock), folder.FullName);
            using HttpClient client = server.Client();

            Assert.Equal((HttpStatusCode.OK, null), await AskAsync(client, r => r.Headers.Add("Cookie", $"session_id={then.Session}")));
            Assert.Equal((HttpStatusCode.Unauthorized, "revoked"), await AskAsync(client, r => r.Headers.Add("Cookie", $"session_id={then.Ended}")));
            Assert.Equal((HttpStatusCode.OK, null), await AskAsync(client, r => r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", then.AccessToken)));
            using HttpResponseMessage refreshed = await client.JsonAsync("/auth/refresh", JsonSerializer.Serialize(new { refresh_token = then.RefreshToken }));
            Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
            using HttpResponseMessage login = await server.LoginAsync(then.Email, then.Password);
            Assert.Equal(HttpStatusCode.OK, login.StatusCode);
            using HttpResponseMessage registered = await server.RegisterAsync("new@example.org");
            Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
            Assert.DoesNotContain(server.Log.Lines, l => l.Contains("nobody foresaw", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void There_is_something_to_upgrade_from() => Assert.NotEmpty(Versions);

    private static async Task<(HttpStatusCode Status, string? Code)> AskAsync(HttpClient client, Action<HttpRequestMessage> show)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/session");
        show(request);
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : await answer.CodeAsync());
    }

    private sealed record Then(DateTimeOffset At, string PublicUrl, string Email, string Password, string Session, string Ended, string AccessToken, string RefreshToken);
}
