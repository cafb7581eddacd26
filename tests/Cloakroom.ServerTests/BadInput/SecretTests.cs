using System.Net.Http.Json;
using System.Text;

namespace Cloakroom.ServerTests.BadInput;

/// <summary>A016: whoever reads the file, the log or an answer finds no session ID and no password.</summary>
public sealed class SecretTests
{
    private const string Wrong = "some other password of a test", Rejected = "shrt-pw";

    [Fact]
    public async Task A016_Secrets_are_neither_in_the_file_nor_in_the_log_nor_in_an_answer()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(
            new(StringComparer.Ordinal) { ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:Microsoft"] = "Debug" });
        using var caller = new Caller(server.Url);
        await caller.RegisterAsync("ann@example.org");
        string live = await caller.SignInAsync("ann@example.org"), ended = await caller.SignInAsync("ann@example.org");
        Reply csrf = await caller.GetAsync("/auth/csrf", live);
        string token = System.Text.Json.Nodes.JsonNode.Parse(csrf.Body)?["token"]?.GetValue<string>() ?? throw new InvalidOperationException(csrf.Body);
        Reply[] replies =
        [
            await caller.LogOutAsync(ended), await caller.WhoAmIAsync(live), await caller.WhoAmIAsync(ended), await caller.WhoAmIAsync(live + "broken"), await caller.GetAsync("/auth/sessions", live),
            await caller.PutAsync("k", 1, live), await caller.LogInAsync("ann@example.org", password: Wrong), await caller.LogInAsync("nobody@example.org", password: Wrong),
            await caller.SendAsync(HttpMethod.Post, "/auth/register", content: JsonContent.Create(new { email = "bob@example.org", password = Rejected })),
            await caller.SendAsync(HttpMethod.Post, "/auth/login", content: new FormUrlEncodedContent([new("email", "ann@example.org"), new("password", Wrong)])),
            await caller.SendAsync(HttpMethod.Post, "/auth/login", content: new StringContent($"{{\"password\":\"{Wrong}\",", Encoding.UTF8, "application/json")),
            await caller.GetAsync("/", live), await caller.GetAsync("/account/sessions", live), await caller.GetAsync("/nothing", live),
        ];

        (string Name, string Value)[] secrets =
            [("live session", live), ("ended session", ended), ("password", Caller.Password), ("wrong password", Wrong), ("rejected password", Rejected)];
        foreach ((string name, string secret) in secrets)
        {
            Assert.All(replies, r => Assert.False(r.Body.Contains(secret, StringComparison.Ordinal), $"{name} in {r}"));
            Assert.All(replies, r => Assert.False(r.Headers.Any(h => h.Any(v => v.Contains(secret, StringComparison.Ordinal))), $"{name} in a header of {r}"));
        }

        // The bytes of an ID as well as its text: the ID is base64url of them.
        byte[] bytes = Convert.FromBase64String(live.Replace('-', '+').Replace('_', '/') + "=");
        await AssertAbsentAsync(server, [.. secrets, ("CSRF token", token)], bytes, isRunning: true);
        await server.TerminateAsync();
        await AssertAbsentAsync(server, [.. secrets, ("CSRF token", token)], bytes, isRunning: false);
        Assert.NotEmpty(server.Output);
    }

    private static async Task AssertAbsentAsync(ServerProcess server, (string Name, string Value)[] secrets, byte[] bytes, bool isRunning)
    {
        var places = new List<(string Name, byte[] Bytes)> { ("the log", Encoding.UTF8.GetBytes(string.Join('\n', server.Output))) };
        // The journal is locked while the server runs; it is looked at afterwards.
        foreach (string file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories).Where(f => !isRunning || !f.EndsWith(".journal", StringComparison.Ordinal)))
        {
            await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
            places.Add((file, copy.ToArray()));
        }

        foreach ((string place, byte[] content) in places)
        {
            Assert.True(content.AsSpan().IndexOf(bytes) < 0, $"The bytes of the session ID are in {place}.");
            foreach ((string name, string value) in secrets)
            {
                Assert.True(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(value)) < 0, $"{name} is in {place}: {Around(content, value)}");
            }
        }
    }

    private static string Around(byte[] content, string value)
    {
        int at = content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(value)), from = Math.Max(0, at - 200);
        return at < 0 ? "" : Encoding.Latin1.GetString(content, from, Math.Min(content.Length - from, 400));
    }
}
