namespace Cloakroom.ServerTests.Faults;

/// <summary>Two servers on one file, as during an update without a pause.</summary>
public sealed class TwoServersTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Logout_on_one_server_counts_on_the_other()
    {
        await using ServerProcess first = await ServerProcess.StartAsync();
        await using ServerProcess second = await ServerProcess.StartAsync(new(StringComparer.Ordinal) { ["Store"] = "sqlite:" + first.DataFile });
        using Caller here = new(first.Url), there = new(second.Url);
        string userId = await here.RegisterAsync("ann@example.org");
        string session = await here.SignInAsync("ann@example.org"), other = await there.SignInAsync("ann@example.org");
        Assert.Equal(userId, (await there.WhoAmIAsync(session)).UserId);
        Assert.Equal(userId, (await here.WhoAmIAsync(other)).UserId);

        Assert.Equal(204, (await here.LogOutAsync(session)).Status);
        Reply gone = await UntilAsync(() => there.WhoAmIAsync(session), r => r.Status == 401);
        Assert.Equal("revoked", gone.Code);
        Assert.Equal(204, (await there.SendAsync(HttpMethod.Post, "/auth/logout?all=true", other)).Status);
        await UntilAsync(() => here.WhoAmIAsync(other), r => r.Status == 401);
    }

    [Fact]
    public async Task Data_written_through_one_server_is_read_through_the_other()
    {
        await using ServerProcess first = await ServerProcess.StartAsync();
        await using ServerProcess second = await ServerProcess.StartAsync(new(StringComparer.Ordinal) { ["Store"] = "sqlite:" + first.DataFile });
        using Caller here = new(first.Url), there = new(second.Url);
        await here.RegisterAsync("ann@example.org");
        string session = await here.SignInAsync("ann@example.org");
        for (int cups = 1; cups <= 10; cups++)
        {
            Caller writer = cups % 2 == 0 ? here : there, reader = cups % 2 == 0 ? there : here;
            Assert.Equal(204, (await writer.PutAsync("cups", cups, session)).Status);
            Assert.Equal($"{cups}", (await reader.GetAsync("/auth/data/cups", session)).Body);
        }
    }

    private static async Task<Reply> UntilAsync(Func<Task<Reply>> ask, Func<Reply, bool> enough)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        Reply reply = await ask();
        while (!enough(reply))
        {
            await Task.Delay(20, bound.Token);
            reply = await ask();
        }

        return reply;
    }
}
