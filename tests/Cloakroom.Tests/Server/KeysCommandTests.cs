using System.Text.Json;
using Cloakroom.Keys;
using Cloakroom.Server.Cli;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

/// <summary><c>keys list</c> and <c>keys rotate</c> beside a running server.</summary>
public sealed class KeysCommandTests
{
    [Fact]
    public async Task Keys_are_listed_exchanged_in_a_day_and_exchanged_at_once()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        KeyRing ring = server.Services.GetRequiredService<KeyRing>();
        string first = ring.Current.Kid;
        Assert.Equal([$"{first} signing"], await KeysAsync(server, "keys list"));
        Assert.Equal(2, (await KeysAsync(server, "keys rotate")).Length);
        Assert.Equal(1, await RunAsync(server, "keys rotate", new StringWriter()));

        string now = Assert.Single(await KeysAsync(server, "keys rotate --now"));
        Assert.EndsWith(" signing", now, StringComparison.Ordinal);
        await ring.RefreshAsync();
        Assert.Equal(now, $"{ring.Current.Kid} signing");
        Assert.NotEqual(first, ring.Current.Kid);
    }

    [Fact]
    public async Task A_server_with_another_secret_does_not_start_until_new_keys_are_asked_for()
    {
        string folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName, kid;
        string[] other = ["--Keys:Secret", $"file:{folder}/other.secret"];
        await File.WriteAllTextAsync($"{folder}/other.secret", Convert.ToBase64String(Enumerable.Repeat((byte)3, 32).ToArray()) + "\n", TestContext.Current.CancellationToken);
        await using (RunningServer before = await RunningServer.StartAsync(["--Keys:Secret", Convert.ToBase64String(new byte[32])], folder: folder))
        {
            kid = before.Services.GetRequiredService<KeyRing>().Current.Kid;
        }

        StoreStartException refused = await Assert.ThrowsAsync<StoreStartException>(() => RunningServer.StartAsync(other, folder: folder));
        Assert.Contains("--new-keys", refused.Message, StringComparison.Ordinal);
        await using (RunningServer renewed = await RunningServer.StartAsync([.. other, "--new-keys"], folder: folder))
        {
            Assert.NotEqual(kid, renewed.Services.GetRequiredService<KeyRing>().Current.Kid);
        }

        await using (RunningServer after = await RunningServer.StartAsync(other, folder: folder))
        {
            Assert.Single(after.Services.GetRequiredService<KeyRing>().Published);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("/.well-known/jwks.json")]
    [InlineData("/.well-known/openid-configuration")]
    public async Task What_verifiers_need_may_be_kept_by_caches(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpClient client = server.Browser();
        using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("public, max-age=60", answer.Headers.CacheControl?.ToString());
        Assert.Empty(answer.Headers.Vary);
    }

    private static async Task<string[]> KeysAsync(RunningServer server, string line)
    {
        using var output = new StringWriter();
        Assert.Equal(0, await RunAsync(server, line, output));
        using var keys = JsonDocument.Parse(output.ToString());
        return [.. keys.RootElement.EnumerateArray().Select(k => $"{k.GetProperty("kid")} {k.GetProperty("state")}")];
    }

    private static Task<int> RunAsync(RunningServer server, string line, StringWriter output) => Commands.RunAsync(
        [.. line.Split(' '), "--json", "--Store", $"sqlite:{server.Folder}/cloakroom.db", "--Accounts:Store", $"sqlite:{server.Folder}/cloakroom.db"],
        TextReader.Null, output, TextWriter.Null);
}
