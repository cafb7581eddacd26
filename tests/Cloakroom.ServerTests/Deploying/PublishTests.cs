using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Cloakroom.ServerTests.Deploying;

/// <summary>
/// What <c>dotnet publish</c> makes runs by itself in an empty folder, pages, assets and SQLite included. In the long run it is the one file of
/// docs/operations.md; in every run the same without the runtime in it, since that takes seconds and not minutes.
/// </summary>
public sealed partial class PublishTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _target = Directory.CreateTempSubdirectory("cloakroom-publish-"), _empty = Directory.CreateTempSubdirectory("cloakroom-empty-");

    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    public void Dispose()
    {
        _target.Delete(recursive: true);
        _empty.Delete(recursive: true);
    }

    [Fact]
    public async Task What_is_published_runs_in_an_empty_folder_with_pages_assets_and_SQLite()
    {
        await PublishAsync(IsLong ? ["-p:PublishProfile=OneFile"] : ["--no-build", "--configuration", new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name]);
        string program = Path.Combine(_target.FullName, IsLong ? "Cloakroom.Server" : "Cloakroom.Server.dll");
        if (IsLong)
        {
            Assert.Equal([program], Directory.GetFiles(_target.FullName));
        }

        for (int start = 1; start <= 3; start++)
        {
            await using ServerProcess server = await ServerProcess.StartAsync(folder: _empty.FullName, program: program);
            output.WriteLine($"Start {start}: ready after {server.ReadyAfter.TotalMilliseconds:F0} ms.");
            using var caller = new Caller(server.Url);
            await AssertPageAsync(caller, "/register");
            await AssertPageAsync(caller, "/login");
            if (start == 1)
            {
                await caller.RegisterAsync("ann@example.org");
            }

            Assert.Equal(200, (await caller.WhoAmIAsync(await caller.SignInAsync("ann@example.org"))).Status);
            Assert.Contains("Anmelden", (await caller.SendAsync(HttpMethod.Get, "/login", headers: ("Accept-Language", "de"))).Body, StringComparison.Ordinal);
            Assert.Equal(0, await server.TerminateAsync());
        }

        Assert.Equal([Path.Combine(_empty.FullName, "cloakroom-data")], Directory.GetFileSystemEntries(_empty.FullName));
    }

    private static async Task AssertPageAsync(Caller caller, string path)
    {
        Reply page = await caller.GetAsync(path);
        Assert.Equal(200, page.Status);
        string[] assets = [.. Asset().Matches(page.Body).Select(m => m.Groups["path"].Value)];
        Assert.Contains(assets, a => a.Contains(".css", StringComparison.Ordinal));
        Assert.Contains(assets, a => a.Contains(".js", StringComparison.Ordinal));
        foreach (string asset in assets)
        {
            Reply reply = await caller.GetAsync(asset);
            Assert.True(reply.Status == 200 && reply.Body.Length > 0, $"{asset}: {reply.Status}");
        }
    }

    private async Task PublishAsync(string[] how)
    {
        var start = new ProcessStartInfo("dotnet", ["publish", Path.Combine(Repository.Root, "src", "Cloakroom.Server"), "--output", _target.FullName, "-nologo", "-v:q", "-nodeReuse:false", .. how])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        Task<string> said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await said + await errors);
    }

    [GeneratedRegex("""(href|src)="(?<path>/[^"]+\.(css|js|svg)[^"]*)""" + "\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asset();
}
