using System.Diagnostics;
using System.Globalization;
using Cloakroom.Bench.Contest;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Bench.Accounts;

/// <summary>The server in a process of its own: this program again, until its input ends.</summary>
internal sealed class ChildServer : IDisposable
{
    private readonly Process _process;

    private ChildServer(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public static async Task<ChildServer> StartAsync()
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("No path of this program.");
        string[] line = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(ChildServer).Assembly.Location, "login-server"] : ["login-server"];
        Process process = Process.Start(new ProcessStartInfo(program, line) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("It did not start.");
        string url = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("It ended at once.");
        return new(process, new Uri(url));
    }

    /// <summary>What the child does.</summary>
    public static async Task ServeAsync()
    {
        await using LoginServer server = await LoginServer.StartAsync(AccountsRegistration.Iterations);
        await server.AddAsync(
            Enumerable.Range(0, StormTrial.Accounts).Select(i => $"user{i.ToString(CultureInfo.InvariantCulture)}"), LoginServer.HashOf(AccountsRegistration.Iterations));
        await Console.Out.WriteLineAsync(server.Url.ToString());
        await Child.UntilInputEndsAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
