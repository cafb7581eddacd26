using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Cloakroom.Tests.PostgreSql;

/// <summary>A PostgreSQL server of its own on loopback, as an ordinary user; ended by its process ID.</summary>
public sealed class PostgresProcess : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // PostgreSQL refuses to run as root.
    private static readonly string[] AsUser =
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    // Removed with this process.
    private static readonly Lazy<Task<string>> Pattern = new(async () =>
    {
        PostgresProcess server = await MakeAsync([]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(server.Folder, recursive: true);
        return server.Data;
    });

    private readonly string[] _settings;
    private Process? _process;

    private PostgresProcess(string folder, int port, string[] settings) => (Folder, Port, _settings) = (folder, port, settings);

    public int Port { get; private set; }

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "data");

    /// <summary>As the server's administrator, in its first database.</summary>
    public string Address => $"postgres://postgres@127.0.0.1:{Port}/postgres";

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Pooling=false;Options=-c default_transaction_read_only=off";

    private static string Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => double.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture))
            .Select(d => Path.Combine(d, "bin")).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb"))) ?? ""
        : "";

    /// <summary>Makes a new database cluster and starts it; skips the test where there is no PostgreSQL.</summary>
    public static async Task<PostgresProcess> StartAsync(params string[] settings)
    {
        PostgresProcess server = await MakeAsync(settings);
        await server.RestartAsync();
        return server;
    }

    /// <summary>
    /// The same as a copy of one that was made before, which takes a tenth of the time. All such servers have the same system identifier.
    /// </summary>
    public static async Task<PostgresProcess> StartCopyAsync(params string[] settings)
    {
        string pattern = await Pattern.Value;
        var server = new PostgresProcess(NewFolder(), FreePort(), settings);
        await RunAsync(["cp", "-a", pattern, server.Data]);
        await server.RestartAsync();
        return server;
    }

    private static async Task<PostgresProcess> MakeAsync(string[] settings)
    {
        var server = new PostgresProcess(NewFolder(), FreePort(), settings);
        // Nobody needs a password but the user of this name.
        await RunAsync([.. AsUser, Path.Combine(Programs, "initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]);
        string rules = Path.Combine(server.Data, "pg_hba.conf");
        await File.WriteAllTextAsync(rules, "host all needs_password all scram-sha-256\n" + await File.ReadAllTextAsync(rules));
        return server;
    }

    /// <summary>A standby of this server, copied from it and following it.</summary>
    public async Task<PostgresProcess> StandbyAsync(params string[] settings)
    {
        PostgresProcess standby = await CopyAsync(["-R"], settings);
        await standby.RestartAsync();
        return standby;
    }

    /// <summary>A copy of what this server has now, as a backup would be restored; not started.</summary>
    public Task<PostgresProcess> CopyAsync() => CopyAsync([], _settings);

    /// <summary>Starts it at the address of another, which has ended.</summary>
    public async Task TakePlaceAsync(PostgresProcess other)
    {
        if (_process is { HasExited: false })
        {
            await StopAsync("INT");
        }

        Port = other.Port;
        await RestartAsync();
    }

    /// <summary>Starts it, when it was stopped.</summary>
    public async Task RestartAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        do
        {
            // What a killed server leaves behind may still be ending; then the next one refuses to start.
            _process?.Dispose();
            _process = Start([.. AsUser, Path.Combine(Programs, "postgres"), "-D", Data, "-p", $"{Port}", "-h", "127.0.0.1", "-k", Folder,
                .. ((string[])["shared_buffers=16MB", "max_connections=60", "fsync=off", "log_min_messages=fatal", .. _settings]).SelectMany(s => (string[])["-c", s])]);
        }
        while (!await AnswersAsync(_process, bound.Token));
    }

    /// <summary>SIGINT ends it in order (fast), SIGQUIT at once (immediate), SIGKILL as a crash; SIGSTOP and SIGCONT do not end it.</summary>
    public void Signal(string name) => Signal(name, $"{_process?.Id}");

    /// <summary>Stops the server and all its processes where they stand, or lets them go on: the kernel still takes connections for it.</summary>
    public void Freeze(bool frozen)
    {
        // First the one that would start others.
        string[] all = [$"{_process?.Id}", .. File.ReadAllText($"/proc/{_process?.Id}/task/{_process?.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        Array.ForEach(all, pid => Signal(frozen ? "STOP" : "CONT", pid));
    }

    /// <summary>The same for one of its processes.</summary>
    public static void Signal(string name, string pid)
    {
        using var kill = Process.Start("kill", [$"-{name}", pid]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Ends it by this signal and waits until it is gone.</summary>
    public async Task StopAsync(string signal)
    {
        Signal(signal);
        if (_process is { } process)
        {
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Runs a statement as the administrator and gives the first value.</summary>
    public async Task<object?> AskAsync(string sql)
    {
        await using NpgsqlConnection connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public async Task<NpgsqlConnection> ConnectAsync(string database = "postgres")
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await StopAsync("QUIT");
        }

        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<PostgresProcess> CopyAsync(string[] flags, string[] settings)
    {
        var copy = new PostgresProcess(NewFolder(), FreePort(), settings);
        await RunAsync([.. AsUser, Path.Combine(Programs, "pg_basebackup"), "-D", copy.Data, .. flags, "-X", "stream", "-c", "fast", "-d", $"host=127.0.0.1 port={Port} user=postgres"]);
        return copy;
    }

    private static string NewFolder()
    {
        Assert.SkipWhen(Programs.Length == 0, "There is no PostgreSQL server here.");
        string folder = Directory.CreateTempSubdirectory("cloakroom-postgres-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            RunAsync(["chown", "postgres", folder]).GetAwaiter().GetResult();
        }

        return folder;
    }

    private static async Task RunAsync(string[] command)
    {
        using Process process = Start(command);
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Bound);
        Assert.Equal(0, process.ExitCode);
    }

    private static Process Start(string[] command)
    {
        Process process = Process.Start(new ProcessStartInfo(command[0], command[1..])
            { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })
            ?? throw new InvalidOperationException($"{command[0]} does not start.");
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    /// <summary>False when it has ended instead.</summary>
    private async Task<bool> AnswersAsync(Process process, CancellationToken bound)
    {
        while (!process.HasExited)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync(bound);
                return true;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(10, bound);
            }
        }

        await Task.Delay(50, bound);
        return false;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
