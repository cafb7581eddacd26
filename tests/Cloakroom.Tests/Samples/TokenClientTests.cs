using System.Diagnostics;
using System.Runtime.Versioning;
using Cloakroom.Tests.Server;

namespace Cloakroom.Tests.Samples;

/// <summary>The command line that stays logged in, each call a process of its own.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TokenClientTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("cloakroom-test-");

    private string TokenFile => Path.Combine(_home.FullName, "kept", "tokens");

    [Fact]
    public async Task It_logs_in_is_known_again_and_logs_out()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();

        Assert.Equal((1, "Nobody is logged in."), await RunAsync(server, "who"));
        Assert.Equal((1, "Not logged in: invalid_credentials"), await RunAsync(server, "login", RunningServer.Email, input: "wrong"));
        Assert.False(File.Exists(TokenFile));

        Assert.Equal((0, $"You are {RunningServer.Email}."), await RunAsync(server, "login", RunningServer.Email, input: RunningServer.Password));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TokenFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(TokenFile) ?? ""));
        Assert.Equal((0, $"You are {RunningServer.Email}."), await RunAsync(server, "who"));

        Assert.Equal((0, "Logged out."), await RunAsync(server, "logout"));
        Assert.False(File.Exists(TokenFile));
        Assert.Equal((1, "Nobody is logged in."), await RunAsync(server, "who"));
    }

    [Fact]
    public async Task A_server_that_is_away_logs_nobody_out()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        Assert.Equal(0, (await RunAsync(server, "login", RunningServer.Email, input: RunningServer.Password)).Status);
        string kept = await File.ReadAllTextAsync(TokenFile, TestContext.Current.CancellationToken);
        string address = server.Url.ToString();
        await server.StopAsync();

        (int status, string output) = await RunAsync(address, "who");
        Assert.Equal((2, true), (status, output.EndsWith("You are still logged in.", StringComparison.Ordinal)));
        Assert.Equal(kept, await File.ReadAllTextAsync(TokenFile, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _home.Delete(recursive: true);

    private Task<(int Status, string Output)> RunAsync(RunningServer server, string verb, string? email = null, string input = "") =>
        RunAsync(server.Url.ToString(), verb, email, input);

    private async Task<(int Status, string Output)> RunAsync(string address, string verb, string? email = null, string input = "")
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(own.Parent!.Parent!.FullName, "TokenClient", own.Name, "TokenClient.dll");
        string[] arguments = email is null ? [program, address, verb] : [program, address, verb, email];
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.StartInfo.Environment["TOKEN_FILE"] = TokenFile;
        process.Start();
        await process.StandardInput.WriteLineAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token), errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, (await output + await errors).Trim());
    }
}
