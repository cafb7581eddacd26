namespace Cloakroom.ServerTests.BadInput;

/// <summary>A server with somebody logged in, who must notice nothing of what others send.</summary>
public sealed class LiveServer : IAsyncLifetime
{
    private const string Email = "ann@example.org";

    private ServerProcess? _server;
    private string _userId = "";

    public string Session { get; private set; } = "";

    public ServerProcess Process => _server ?? throw new InvalidOperationException("The server is not started.");

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch
        {
            // Nobody disposes what was not initialised, and the server would stay.
            await DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Sends a request in which the placeholder stands for the session, and looks at what every answer must obey.</summary>
    internal async Task<RawReply?> SendAsync(string request, TimeSpan patience)
    {
        RawReply? reply = await RawConnection.SendAsync(
            Process.Port, RequestText.Bytes(request.Replace(RequestText.Placeholder, Session, StringComparison.Ordinal)), patience);
        if (reply is not null)
        {
            Assert.DoesNotContain(Session, reply.WithoutCookies(), StringComparison.Ordinal);
            Assert.DoesNotContain(Caller.Password, reply.WithoutCookies(), StringComparison.Ordinal);
            // Its body explains itself, whatever it was; the server's own answers to broken HTTP have none.
            bool explained = reply.IsOfApplication ? reply.IsPage || (reply.IsProblem && reply.Body.Contains("\"code\":\"", StringComparison.Ordinal)) : reply.Body.Length == 0;
            Assert.True(reply.Status < 400 || explained, $"{reply.Head}\n\n{reply.Body}");
        }

        return reply;
    }

    /// <summary>Nobody noticed anything: who was in is in, a login works, and nothing unforeseen was logged.</summary>
    internal async Task AssertUnharmedAsync()
    {
        using var caller = new Caller(Process.Url);
        Assert.Equal(_userId, (await caller.WhoAmIAsync(Session)).UserId);
        string fresh = await caller.SignInAsync(Email);
        Assert.Equal(_userId, (await caller.WhoAmIAsync(fresh)).UserId);
        Assert.Equal(204, (await caller.LogOutAsync(fresh)).Status);
        string[] wrong = [.. Process.Output.Where(l => l.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal) || l.Contains("\"LogLevel\":\"Critical\"", StringComparison.Ordinal))];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        Assert.DoesNotContain(Process.Output, l => l.Contains(Session, StringComparison.Ordinal) || l.Contains(Caller.Password, StringComparison.Ordinal));
    }

    private async Task StartAsync()
    {
        _server = await ServerProcess.StartAsync();
        using var caller = new Caller(_server.Url);
        _userId = await caller.RegisterAsync(Email);
        Session = await caller.SignInAsync(Email);
    }
}
