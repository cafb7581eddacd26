using Cloakroom.ServerTests.BadInput;

namespace Cloakroom.ServerTests.Hardening;

/// <summary>A server with two people logged in. Ann's session is what an attack tries to bring in; Bob comes behind it and must be Bob.</summary>
public sealed class TwoPeople : IAsyncLifetime
{
    private ServerProcess? _server;

    public ServerProcess Process => _server ?? throw new InvalidOperationException("The server is not started.");

    public string Ann { get; private set; } = "";

    public string AnnId { get; private set; } = "";

    public string Bob { get; private set; } = "";

    public string BobId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        try
        {
            _server = await ServerProcess.StartAsync();
            using var caller = new Caller(_server.Url);
            (AnnId, Ann) = (await caller.RegisterAsync("ann@example.org"), await caller.SignInAsync("ann@example.org"));
            (BobId, Bob) = (await caller.RegisterAsync("bob@example.org"), await caller.SignInAsync("bob@example.org"));
        }
        catch
        {
            // Nobody disposes what was not initialised, and the server would stay.
            await DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Somebody asks who they are.</summary>
    internal static string Who(string session, string headers = "") => $"GET /auth/session HTTP/1.1\r\nHost: localhost\r\nCookie: session_id={session}\r\n{headers}\r\n";

    /// <summary>Bob, by whom the connection ends.</summary>
    internal string Victim() => Who(Bob, "Connection: close\r\n");

    /// <summary>Whether this is what Bob has to get.</summary>
    internal bool IsBobs(WireAnswer answer) => answer.Status == 200 && answer.Body.Contains(BobId, StringComparison.Ordinal) && !answer.Body.Contains(AnnId, StringComparison.Ordinal);

    /// <summary>Nothing unforeseen was logged, and the server serves on.</summary>
    internal async Task AssertUnharmedAsync()
    {
        IReadOnlyList<WireAnswer> answers = await Wire.TalkAsync(Process.Port, Victim());
        Assert.True(IsBobs(Assert.Single(answers)), $"{answers[0]}");
        string[] wrong = [.. Process.Output.Where(l => l.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal) || l.Contains("\"LogLevel\":\"Critical\"", StringComparison.Ordinal))
            // The HTTP server's own word on somebody who goes away in the middle of a body (docs/hardening.md).
            .Where(l => !l.Contains("automatic draining of the request body failed", StringComparison.Ordinal))];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }
}
