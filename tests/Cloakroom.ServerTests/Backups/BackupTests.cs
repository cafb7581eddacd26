using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cloakroom.ServerTests.Backups;

/// <summary>A copy of everything, made while people work, and put back after a loss.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Ann = "ann@example.org", Bob = "bob@example.org";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-backup-");

    private string Copy => Path.Combine(_folder.FullName, "copy.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_there_is_back_and_who_logged_out_since_stays_out()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using var caller = new Caller(server.Url);
        string annId = await caller.RegisterAsync(Ann), bobId = await caller.RegisterAsync(Bob);
        string stays = await caller.SignInAsync(Ann), leaves = await caller.SignInAsync(Bob), token = await TokenAsync(caller);
        await caller.PutAsync("cups", 3, stays);

        string said = await server.CommandAsync("backup", Copy);
        Assert.Contains("sessions, keys and accounts", said, StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Copy) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Equal([Copy], Directory.GetFiles(_folder.FullName));

        Assert.Equal(204, (await caller.LogOutAsync(leaves)).Status);
        string later = await caller.SignInAsync(Bob);
        await caller.PutAsync("cups", 4, stays);
        Assert.Equal(0, await server.TerminateAsync());
        File.Delete(server.DataFile);

        said = await server.CommandAsync("restore", Copy);
        Assert.Contains("repeated from the journal", said, StringComparison.Ordinal);
        await server.StartAgainAsync();
        Reply here = await caller.WhoAmIAsync(stays), out1 = await caller.WhoAmIAsync(leaves), unknown = await caller.WhoAmIAsync(later);
        Assert.Equal((200, annId), (here.Status, here.UserId));
        Assert.Equal((401, "revoked"), (out1.Status, out1.Code));
        Assert.Equal((401, "unknown_session"), (unknown.Status, unknown.Code));
        Assert.Equal("3", (await caller.GetAsync("/auth/data/cups", stays)).Body);
        // The keys are those of then: a token that they signed is still good.
        Assert.Equal(bobId, (await caller.SendAsync(HttpMethod.Get, "/auth/session", headers: ("Authorization", $"Bearer {token}"))).UserId);
        Assert.Equal(200, (await caller.LogInAsync(Bob)).Status);
    }

    [Fact]
    public async Task Without_the_journal_nobody_is_logged_in_and_everybody_can_log_in()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using var caller = new Caller(server.Url);
        await caller.RegisterAsync(Ann);
        string stays = await caller.SignInAsync(Ann), leaves = await caller.SignInAsync(Ann);
        await server.CommandAsync("backup", Copy);
        await caller.LogOutAsync(leaves);
        Assert.Equal(0, await server.TerminateAsync());
        Directory.Delete(Path.Combine(server.Folder, "cloakroom-data"), recursive: true);

        Assert.Contains("all sessions are over", await server.CommandAsync("restore", Copy), StringComparison.Ordinal);
        await server.StartAgainAsync();
        Assert.Equal((401, 401), ((await caller.WhoAmIAsync(stays)).Status, (await caller.WhoAmIAsync(leaves)).Status));
        Assert.Equal(200, (await caller.LogInAsync(Ann)).Status);
    }

    [Fact]
    public async Task Sessions_and_accounts_in_two_files_are_two_copies()
    {
        string accounts = Path.Combine(_folder.FullName, "people.db");
        await using ServerProcess server = await ServerProcess.StartAsync(new(StringComparer.Ordinal) { ["Accounts:Store"] = $"sqlite:{accounts}" });
        using var caller = new Caller(server.Url);
        await caller.RegisterAsync(Ann);
        string session = await caller.SignInAsync(Ann);
        string said = await server.CommandAsync("backup", Copy, "--json");
        Assert.Equal([Copy, Path.ChangeExtension(Copy, ".accounts.db")], JsonNode.Parse(said)?.AsArray().Select(l => (string?)l?["to"]));
        Assert.Equal(0, await server.TerminateAsync());
        File.Delete(accounts);
        await server.CommandAsync("restore", Copy);
        await server.StartAgainAsync();
        Assert.Equal(200, (await caller.WhoAmIAsync(session)).Status);
        Assert.Equal(200, (await caller.LogInAsync(Ann)).Status);
    }

    [Fact]
    public async Task A_running_server_a_taken_name_and_a_damaged_copy_are_refused_and_nothing_is_touched()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using var caller = new Caller(server.Url);
        await caller.RegisterAsync(Ann);
        string session = await caller.SignInAsync(Ann);
        await server.CommandAsync("backup", Copy);
        await RefusedAsync(server, "backup", "is there already");
        await RefusedAsync(server, "restore", "stop the server, then restore");
        Assert.Equal(200, (await caller.WhoAmIAsync(session)).Status);

        Assert.Equal(0, await server.TerminateAsync());
        byte[] copy = await File.ReadAllBytesAsync(Copy, TestContext.Current.CancellationToken);
        copy.AsSpan(copy.Length / 2).Clear();
        await File.WriteAllBytesAsync(Copy, copy, TestContext.Current.CancellationToken);
        await RefusedAsync(server, "restore", "is damaged");
        await File.WriteAllTextAsync(Copy, "a diary", TestContext.Current.CancellationToken);
        await RefusedAsync(server, "restore", "no SQLite database");
        await server.StartAgainAsync();
        Assert.Equal(200, (await caller.WhoAmIAsync(session)).Status);
    }

    private async Task RefusedAsync(ServerProcess server, string command, string sentence)
    {
        (int status, string output, string errors) = await server.TryCommandAsync(command, Copy);
        Assert.Equal((1, ""), (status, output));
        Assert.Contains(sentence, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static async Task<string> TokenAsync(Caller caller)
    {
        Reply reply = await caller.SendAsync(HttpMethod.Post, "/auth/login", content: JsonContent.Create(new { email = Bob, password = Caller.Password, carrier = "token" }));
        return JsonNode.Parse(reply.Body)?["access_token"]?.GetValue<string>() ?? throw new InvalidOperationException($"login: {reply}");
    }
}
