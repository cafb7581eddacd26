using System.Diagnostics;

namespace Cloakroom.ServerTests.Clients;

/// <summary>The lines with curl that the documentation shows, run as they stand there, one page after the other with one cookie jar.</summary>
public sealed class CurlTests
{
    // Each line also prints the status, so that a test can read it.
    private const string Wrapper = """curl() { command curl --silent --show-error --write-out '\n%{http_code}\n' "$@"; }""";

    [Fact]
    public async Task Register_log_in_be_known_log_out()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();

        string accounts = await RunAsync(server, Block("docs/accounts.md", "/auth/register"));
        Assert.Collection(
            accounts.Split('\n'),
            register => Assert.StartsWith("""{"user":{"id":""", register, StringComparison.Ordinal),
            status => Assert.Equal("201", status),
            login => Assert.Contains("""ada@example.org""", login, StringComparison.Ordinal),
            status => Assert.Equal("200", status),
            session => Assert.Contains("""ada@example.org""", session, StringComparison.Ordinal),
            status => Assert.Equal("200", status));

        string token = await RunAsync(server, Block("docs/csrf.md", "/auth/csrf"));
        Assert.StartsWith("""{"token":""", token, StringComparison.Ordinal);
        string logout = await RunAsync(server, Block("docs/csrf.md", "/auth/logout"));
        Assert.Equal("204", logout);

        string after = await RunAsync(server, "curl -b jar http://localhost:4242/auth/session");
        Assert.EndsWith("401", after, StringComparison.Ordinal);
        Assert.Contains("\"revoked\"", after, StringComparison.Ordinal);
    }

    // The block of commands that names an endpoint.
    private static string Block(string page, string endpoint)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, page));
        string[] blocks = [.. text.Split("```sh\n").Skip(1).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)])];
        return Assert.Single(blocks, b => b.Contains(endpoint, StringComparison.Ordinal) && b.Contains("curl", StringComparison.Ordinal));
    }

    private static async Task<string> RunAsync(ServerProcess server, string lines)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is missing: apt-get install curl");
        string script = $"{Wrapper}\n{lines.Replace("localhost:4242", $"localhost:{server.Port}", StringComparison.Ordinal)}";
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-euc", script])
        {
            WorkingDirectory = server.Folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        }) ?? throw new InvalidOperationException("bash did not start.");
        string output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, bash.ExitCode);
        return output.Trim();
    }
}
