using System.Diagnostics;
using System.Text;

namespace Cloakroom.ServerTests.Backups;

/// <summary>A page of the file has become nonsense: nothing is served from it, and what can be read is saved.</summary>
public sealed class RecoverTests
{
    private const string Ann = "ann@example.org";
    private const int PageSize = 4096, Items = 40;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_damaged_file_is_refused_by_name_and_what_can_be_read_is_saved()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using var caller = new Caller(server.Url);
        await caller.RegisterAsync(Ann);
        string session = await caller.SignInAsync(Ann);
        for (int i = 0; i < Items; i++)
        {
            Assert.Equal(204, (await caller.PutAsync($"item{i:00}", Marker(i) + new string('x', 900), session)).Status);
        }

        Assert.Equal(0, await server.TerminateAsync());
        await SpoilAsync(server.DataFile);
        string refused = await RefusedAsync(server);
        Assert.Contains("is damaged", refused, StringComparison.Ordinal);
        Assert.Contains("recover FILE", refused, StringComparison.Ordinal);

        string saved = Path.Combine(server.Folder, "saved.db"), said = await server.CommandAsync("recover", saved);
        Assert.Contains("cloakroom_session, 1 rows\n", said, StringComparison.Ordinal);
        Assert.Contains("others were lost", Assert.Single(said.Split('\n'), l => l.Contains("cloakroom_data,", StringComparison.Ordinal)), StringComparison.Ordinal);
        await server.CommandAsync("restore", saved);
        await server.StartAgainAsync();
        Assert.Equal(200, (await caller.WhoAmIAsync(session)).Status);
        Assert.Equal(200, (await caller.LogInAsync(Ann)).Status);
        Assert.Equal((200, 200), ((await caller.GetAsync("/auth/data/item00", session)).Status, (await caller.GetAsync($"/auth/data/item{Items - 1:00}", session)).Status));
        Assert.Equal(204, (await caller.PutAsync("more", 1, session)).Status);
    }

    private static string Marker(int i) => $"item-number-{i:00}.";

    // A page in the middle of the data, from its header on: a leaf (file format 1.6: 10), since from the root hangs everything.
    private static async Task SpoilAsync(string file)
    {
        const byte Leaf = 10;
        byte[] all = await File.ReadAllBytesAsync(file, Stop);
        int page = Enumerable.Range(Items / 2, Items / 2).Select(i => all.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Marker(i))) / PageSize * PageSize).First(p => p > 0 && all[p] == Leaf);
        all.AsSpan(page, 64).Fill(0xff);
        await File.WriteAllBytesAsync(file, all, Stop);
    }

    private static async Task<string> RefusedAsync(ServerProcess server)
    {
        using Process process = Process.Start(ServerProcess.StartInfo(server.Folder, server.Url.ToString(), new Dictionary<string, string>(StringComparer.Ordinal)))
            ?? throw new InvalidOperationException("dotnet did not start.");
        string said = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.Equal(1, process.ExitCode);
        return Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
