using System.Diagnostics;
using Cloakroom.Redis;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Redis;

/// <summary>A Garnet of its own on loopback: another server that speaks the protocol of Redis, without CLIENT TRACKING and script flags.</summary>
public sealed class GarnetFixture : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-garnet-");
    private Process? _process;

    public string Address { get; private set; } = "";

    /// <summary>Why there is none; null when there is.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        // The tools of the manifest in .config lie in the packages folder after "dotnet tool restore".
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string program = Path.Combine(packages, "garnet-server", "2.2.8", "tools", "net10.0", "any", "GarnetServer.dll");
        if (!File.Exists(program))
        {
            Missing = "There is no Garnet here; run dotnet tool restore.";
            return;
        }

        int port = RedisProcess.FreePort();
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", [
            program, "--port", $"{port}", "--bind", "127.0.0.1", "--lua", "--lua-transaction-mode", "--memory", "128m", "--index", "16m",
            "--checkpointdir", _folder.FullName, "--aof", "--device-type", "RandomAccess"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("Garnet does not start.");
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        Address = $"redis://127.0.0.1:{port}";
        await Condition.HoldsAsync(Bound, async () =>
        {
            await using var line = new RedisLine(RedisStoreOptions.Parse(Address));
            return await line.First is null;
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }
}

public sealed class GarnetTests(GarnetFixture garnet) : IClassFixture<GarnetFixture>
{
    public static TheoryData<string> Cases => [.. StoreConformance.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task Garnet_keeps_the_contract(string name)
    {
        Assert.SkipWhen(garnet.Missing is not null, garnet.Missing ?? "");
        for (int attempt = 1; ; attempt++)
        {
            string prefix = $"case-{Guid.CreateVersion7():N}"[..30];
            try
            {
                Assert.True(await StoreConformance.Case(name).RunAsync(new StoreFixture(time => Open(prefix, time)) { OpenAgain = time => Open(prefix, time) }));
                return;
            }
            catch (ConformanceException busy) when (attempt < 3 && busy.InnerException is StoreUnavailableException)
            {
                // On a busy machine this server may be silent for the second after which a line is given up. Once more, from the beginning.
            }
        }
    }

    private ValueTask<ISessionStore> Open(string prefix, TimeProvider time)
    {
        var options = RedisStoreOptions.Parse(garnet.Address);
        (options.Deadline, options.Prefix) = (TimeSpan.FromSeconds(10), prefix);
        return new(RedisSessionStore.Open(options, time));
    }
}
