using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Cloakroom.ServerTests.Faults;

/// <summary>What stops a start: one sentence on standard error that says what is wrong and what to do, exit status 1, and nothing else.</summary>
public sealed class StartRefusalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloakroom-start-").FullName;

    private string DataFile => Path.Combine(_folder, "cloakroom-data", "cloakroom.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Setting, value, and what the sentence names: the key, the value (never that of an address, which may hold a password), the fix.
    [Theory]
    [InlineData("Session:Idel", "01:00:00", "Session:Idel is not a setting", "docs/configuration.md")]
    [InlineData("Session:Idle", "soon", "Session:Idle", "'soon'", "days.]hours:minutes:seconds")]
    [InlineData("Session:Idle", "00:00:00", "Session:Idle is 00:00:00", "set")]
    [InlineData("Session:MaxPerUser", "0", "Session:MaxPerUser is 0", "set")]
    [InlineData("Session:Idle", "2.00:00:00", "Session:Idle is 2.00:00:00", "Session:Absolute (1.00:00:00)", "lower the first or raise the second")]
    [InlineData("Session:TouchEvery", "00:45:00", "Session:TouchEvery is 00:45:00", "Session:Idle")]
    [InlineData("Session:SameSite", "None", "Session:SameSite", "None", "Lax")]
    [InlineData("Csrf:Origins", "https://app.example/path", "Csrf:Origins", "'https://app.example/path'", "without path")]
    [InlineData("Accounts:Registration", "perhaps", "Accounts:Registration", "'perhaps'", "open or closed")]
    [InlineData("Accounts:Store", "memory:", "Accounts:Store", "memory:", "write sqlite:path")]
    [InlineData("PublicUrl", "http://app.example", "PublicUrl", "http://app.example", "put TLS in front", "http://localhost")]
    [InlineData("PublicUrl", "ftp://localhost", "PublicUrl", "ftp://localhost")]
    [InlineData("Store", "mongodb://user:pa55word@host/db", "Cloakroom:Store", "write sqlite:")]
    [InlineData("Store", "sqlite:", "Cloakroom:Store", "write sqlite:")]
    public async Task Setting_is_refused(string key, string value, params string[] sentence)
    {
        string said = await RefusedAsync(new(StringComparer.Ordinal) { [key] = value });
        Assert.All(sentence, part => Assert.Contains(part, said, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("pa55word", said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Taken_port_is_refused()
    {
        int port = FreePort.Next();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, port));
        taken.Listen();
        string said = await RefusedAsync([], $"http://127.0.0.1:{port}");
        Assert.Contains($"127.0.0.1:{port}: address already in use", said, StringComparison.Ordinal);
        Assert.Contains("choose another port in PublicUrl or --urls", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_of_another_program_is_refused_and_not_touched()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DataFile) ?? "");
        await using (var connection = new SqliteConnection($"Data Source={DataFile};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA application_id = 7; CREATE TABLE theirs (x);";
            command.ExecuteNonQuery();
        }

        await RefusedFileAsync("belongs to another program", "choose another path");
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused_and_not_touched()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DataFile) ?? "");
        await File.WriteAllTextAsync(DataFile, string.Join('\n', Enumerable.Repeat("This is a diary.", 500)), TestContext.Current.CancellationToken);
        await RefusedFileAsync("is damaged or no SQLite database", "move it away");
    }

    [Fact]
    public async Task Disk_that_is_read_only_is_refused()
    {
        using var disk = new SmallDisk("1m");
        disk.MakeReadOnly();
        string said = await RefusedAsync(new(StringComparer.Ordinal) { ["Store"] = $"sqlite:{disk.Folder}/data/cloakroom.db" });
        Assert.Contains(disk.Folder, said, StringComparison.Ordinal);
        Assert.Contains("let this user write", said, StringComparison.Ordinal);
    }

    private async Task RefusedFileAsync(params string[] sentence)
    {
        byte[] before = await File.ReadAllBytesAsync(DataFile, TestContext.Current.CancellationToken);
        string said = await RefusedAsync([]);
        Assert.All(sentence.Append(DataFile), part => Assert.Contains(part, said, StringComparison.Ordinal));
        Assert.Equal(before, await File.ReadAllBytesAsync(DataFile, TestContext.Current.CancellationToken));
    }

    // The one line that it said.
    private async Task<string> RefusedAsync(Dictionary<string, string> settings, string? publicUrl = null)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(60));
        using Process server = Process.Start(ServerProcess.StartInfo(_folder, publicUrl ?? $"http://localhost:{FreePort.Next()}", settings))
            ?? throw new InvalidOperationException("dotnet did not start.");
        try
        {
            Task<string> output = server.StandardOutput.ReadToEndAsync(bound.Token), error = server.StandardError.ReadToEndAsync(bound.Token);
            await server.WaitForExitAsync(bound.Token);
            Assert.Equal(1, server.ExitCode);
            Assert.Equal("", await output);
            string said = await error;
            Assert.EndsWith(".\n", said, StringComparison.Ordinal);
            return Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            server.Kill();
        }
    }
}
