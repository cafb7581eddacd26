using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using Cloakroom.Bench.Contest;
using Npgsql;

namespace Cloakroom.Bench.Stores;

/// <summary>A PostgreSQL of its own on loopback, in a temporary folder, durable as it comes.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";

    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private PostgresServer(DirectoryInfo folder, Process process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    public int ProcessId => _process.Id;

    public static async Task<PostgresServer> StartAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-pg-");
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            await RunAsync("chown", "postgres", folder.FullName);
        }

        await AsUserAsync($"{Binaries}/initdb", "-D", folder.FullName, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C").WaitAsync();
        int port = FreePort.Take();
        Process process = AsUserAsync(
            $"{Binaries}/postgres", "-D", folder.FullName, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "shared_buffers=1GB", "-c", "max_wal_size=8GB", "-c", "max_connections=300").Process;
        var server = new PostgresServer(folder, process, port);
        await server.ReadyAsync();
        return server;
    }

    public string Connection(string application, int pool) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Application Name={application};Maximum Pool Size={pool}";

    public async ValueTask DisposeAsync()
    {
        // SIGINT is the fast shutdown.
        await RunAsync("kill", "-INT", $"{_process.Id}");
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    public static async Task RunAsync(string file, params string[] arguments)
    {
        using Process process = Start(file, arguments);
        await process.WaitForExitAsync();
    }

    private async Task ReadyAsync()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Connection("start", 1));
        for (int i = 0; ; i++)
        {
            try
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException) when (i < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    private static Started AsUserAsync(string file, params string[] arguments) => Environment.IsPrivilegedProcess
        ? new(Start("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", file, .. arguments]))
        : new(Start(file, arguments));

    private static Process Start(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{file} does not start.");
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    private sealed record Started(Process Process)
    {
        public async Task WaitAsync()
        {
            await Process.WaitForExitAsync();
            if (Process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{Process.StartInfo.FileName} ended with {Process.ExitCode}.");
            }
        }
    }
}
