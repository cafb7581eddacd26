namespace Cloakroom.ServerTests.Faults;

/// <summary>The data folder is a small disk, and it is really full: who is in stays in, who leaves is out, and nobody new comes in.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const string Ann = "ann@example.org", Bob = "bob@example.org";

    private readonly SmallDisk _disk = new("6m");

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Full_disk_stops_logins_and_neither_reads_nor_logouts()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(folder: _disk.Folder);
        using var caller = new Caller(server.Url);
        string annId = await caller.RegisterAsync(Ann), bobId = await caller.RegisterAsync(Bob);
        string stays = await caller.SignInAsync(Ann), leaves = await caller.SignInAsync(Bob);
        await WriteAsync(caller, stays, "before");

        _disk.Fill();
        string last = await WriteUntilFullAsync(caller, stays);
        Refused(await UntilRefusedAsync(() => caller.LogInAsync(Ann)));
        Refused(await UntilRefusedAsync(() => caller.PutAsync("more", new string('x', 30_000), stays)));
        await AssertInAsync(caller, stays, annId);
        await AssertInAsync(caller, leaves, bobId);
        Assert.Equal(last, (await caller.GetAsync("/auth/data/word", stays)).Body);

        Reply logout = await caller.LogOutAsync(leaves);
        Assert.True(logout.Status is 204 or 202, $"logout: {logout}");
        await AssertOutAsync(caller, leaves);

        await server.KillAsync();
        await server.StartAgainAsync();
        await AssertOutAsync(caller, leaves);
        await AssertInAsync(caller, stays, annId);
        Refused(await UntilRefusedAsync(() => caller.PutAsync("more", new string('x', 30_000), stays)));

        _disk.Free();
        Reply login = await LogInOnceThereIsSpaceAsync(caller);
        await AssertInAsync(caller, login.SessionId, bobId);
        await WriteAsync(caller, stays, "after");
        Assert.Equal("\"after\"", (await caller.GetAsync("/auth/data/word", stays)).Body);
        await AssertOutAsync(caller, leaves);
    }

    // What SQLite holds already may take a few more writes; the last one that was acknowledged counts.
    private static async Task<string> WriteUntilFullAsync(Caller caller, string session)
    {
        string last = "\"before\"";
        for (int i = 0; i < 2000; i++)
        {
            string word = $"{i} {new string('x', 30_000)}";
            Reply reply = await caller.PutAsync("word", word, session);
            if (reply.Status == 503)
            {
                return last;
            }

            Assert.True(reply.Status == 204, $"write: {reply}");
            last = $"\"{word}\"";
        }

        throw new InvalidOperationException("The disk is not full.");
    }

    // Where one write has no room, another may: a smaller one, or one after SQLite has begun its log anew.
    private static async Task<Reply> UntilRefusedAsync(Func<Task<Reply>> write)
    {
        Reply reply = await write();
        for (int i = 0; i < 200 && reply.Status < 300; i++)
        {
            reply = await write();
        }

        return reply;
    }

    // The store looks for space from time to time, not at every write.
    private static async Task<Reply> LogInOnceThereIsSpaceAsync(Caller caller)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Reply reply = await caller.LogInAsync(Bob);
        while (reply.Status == 503 && !bound.IsCancellationRequested)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            reply = await caller.LogInAsync(Bob);
        }

        Assert.True(reply.Status == 200, $"login with space again: {reply}");
        return reply;
    }

    private static async Task WriteAsync(Caller caller, string session, string word)
    {
        Reply reply = await caller.PutAsync("word", word, session);
        Assert.True(reply.Status == 204, $"write: {reply}");
    }

    private static async Task AssertInAsync(Caller caller, string? session, string userId)
    {
        Reply who = await caller.WhoAmIAsync(session);
        Assert.True(who.Status == 200 && who.UserId == userId, $"{userId} is in, and the answer is: {who}");
    }

    private static async Task AssertOutAsync(Caller caller, string session)
    {
        Reply who = await caller.WhoAmIAsync(session);
        Assert.True(who is { Status: 401, Code: "revoked" }, $"Somebody logged out, and the answer is: {who}");
    }

    private static void Refused(Reply reply)
    {
        Assert.True(reply is { Status: 503, Code: "store_unavailable" }, $"expected 503 store_unavailable: {reply}");
        Assert.NotEmpty(reply.Header("Retry-After"));
        Assert.Empty(reply.Header("Set-Cookie"));
    }
}
