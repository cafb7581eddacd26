using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.ServerTests.Clients;

/// <summary>The samples that verify tokens offline in Node and in Python, against the real server.</summary>
public sealed class VerifierSampleTests
{
    // Debian's own, for which the libraries are installed; another python3 may stand before it in the path.
    private static readonly (string Command, string File, string Needs)[] Samples =
        [("/usr/bin/node", "server.mjs", "/usr/bin/node"), ("/usr/bin/python3", "server.py", "/usr/lib/python3/dist-packages/jwt")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Tokens_are_accepted_until_the_logout_and_forged_ones_never(int sample)
    {
        (string command, string file, string needs) = Samples[sample];
        Assert.SkipUnless(Path.Exists(needs), $"{needs} is missing.");
        await using ServerProcess server = await ServerProcess.StartAsync();
        await using VerifierProcess service = VerifierProcess.Start(command, file, server.Url);
        using var caller = new Caller(server.Url);
        string user = await caller.RegisterAsync("ada@example.org");
        string token = await LogInAsync(caller), other = await LogInAsync(caller);

        await UntilAsync(service, token, $"200 user {user}");
        string feed = JsonNode.Parse((await caller.GetAsync("/auth/revocations")).Body)?["jwt"]?.GetValue<string>() ?? "";
        string keys = (await caller.GetAsync("/.well-known/jwks.json")).Body;
        foreach ((string how, string forged) in Forgeries(token, other, feed, keys))
        {
            Assert.Equal((how, "401 refused"), (how, await AskAsync(service, forged)));
        }

        Reply logout = await caller.SendAsync(HttpMethod.Post, "/auth/logout", headers: ("Authorization", $"Bearer {token}"));
        Assert.Equal(204, logout.Status);
        await UntilAsync(service, token, "401 refused");
        Assert.Equal($"200 user {user}", await AskAsync(service, other));
    }

    [Fact]
    public async Task Without_the_feed_nobody_is_let_in()
    {
        Assert.SkipUnless(Array.TrueForAll(Samples, s => Path.Exists(s.Needs)), "Node or Python's jwt is missing.");
        await using ServerProcess server = await ServerProcess.StartAsync();
        VerifierProcess[] services = [.. Samples.Select(s => VerifierProcess.Start(s.Command, s.File, server.Url))];
        try
        {
            using var caller = new Caller(server.Url);
            string user = await caller.RegisterAsync("ada@example.org"), token = await LogInAsync(caller);
            foreach (VerifierProcess service in services)
            {
                await UntilAsync(service, token, $"200 user {user}");
            }

            await server.KillAsync();
            foreach (VerifierProcess service in services)
            {
                await UntilAsync(service, token, "503 logouts are not known");
            }
        }
        finally
        {
            foreach (VerifierProcess service in services)
            {
                await service.DisposeAsync();
            }
        }
    }

    private static IEnumerable<(string How, string Token)> Forgeries(string token, string other, string feed, string keys)
    {
        string[] parts = token.Split('.');
        string header = Encoding.UTF8.GetString(DecodeFromChars(parts[0])), claims = Encoding.UTF8.GetString(DecodeFromChars(parts[1]));
        yield return ("no signature", $"{Encode(header.Replace("ES256", "none", StringComparison.Ordinal))}.{parts[1]}.");
        yield return ("an empty one", $"{parts[0]}.{parts[1]}.");
        yield return ("the signature of another", $"{parts[0]}.{parts[1]}.{other.Split('.')[2]}");
        yield return ("one made of zeros", $"{parts[0]}.{parts[1]}.{EncodeToString(new byte[64])}");
        yield return ("other claims", $"{parts[0]}.{Encode(claims.Replace("\"sub\":\"", "\"sub\":\"1", StringComparison.Ordinal))}.{parts[2]}");
        string hmac = $"{Encode(header.Replace("ES256", "HS256", StringComparison.Ordinal))}.{parts[1]}";
        yield return ("the public key as a secret", $"{hmac}.{EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(keys), Encoding.ASCII.GetBytes(hmac)))}");
        yield return ("a page of the feed", feed);
        yield return ("a part too many", token + ".x");
        yield return ("a part too few", $"{parts[0]}.{parts[1]}");
        yield return ("no token", "nonsense");
        yield return ("nothing", "");
    }

    private static string Encode(string json) => EncodeToString(Encoding.UTF8.GetBytes(json));

    private static async Task<string> LogInAsync(Caller caller)
    {
        Reply reply = await caller.SendAsync(HttpMethod.Post, "/auth/login", content: JsonContent.Create(new { email = "ada@example.org", password = Caller.Password, carrier = "token" }));
        return JsonNode.Parse(reply.Body)?["access_token"]?.GetValue<string>() ?? throw new InvalidOperationException(reply.Body);
    }

    private static async Task UntilAsync(VerifierProcess service, string token, string expected)
    {
        string answer = "";
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50, Stop))
        {
            answer = await AskAsync(service, token);
            if (answer == expected)
            {
                return;
            }
        }

        Assert.Equal(expected, answer);
    }

    private static async Task<string> AskAsync(VerifierProcess service, string token)
    {
        using var client = new HttpClient { BaseAddress = service.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using HttpResponseMessage answer = await client.GetAsync("/", Stop);
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}";
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return "nobody";
        }
    }
}
