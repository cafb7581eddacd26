using System.Net.Sockets;
using System.Text;

namespace Cloakroom.ServerTests.Faults;

/// <summary>SIGTERM: what has begun is finished, what was acknowledged is kept, and the process ends in peace.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task Request_in_flight_is_finished_and_kept()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using var caller = new Caller(server.Url);
        string userId = await caller.RegisterAsync("ann@example.org");
        string session = await caller.SignInAsync("ann@example.org");
        const string body = "{\"cups\":3}";

        using var client = new TcpClient();
        await client.ConnectAsync("localhost", server.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        await WriteAsync(stream, $"PUT /auth/data/cart HTTP/1.1\r\nHost: localhost\r\nCookie: session_id={session}\r\nSec-Fetch-Site: same-origin\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n");
        // The server asks for the body only once the endpoint reads it: from here on the request is in flight.
        Assert.StartsWith("HTTP/1.1 100", await ReadUntilAsync(stream, "\r\n\r\n"), StringComparison.Ordinal);

        Task<int> ended = server.TerminateAsync();
        await WaitForLineAsync(server, "Stopping: no new requests");
        await WriteAsync(stream, body);
        Assert.StartsWith("HTTP/1.1 204", await ReadUntilAsync(stream, "\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(0, await ended);

        await server.StartAgainAsync();
        Assert.Equal(body, (await caller.GetAsync("/auth/data/cart", session)).Body);
        Assert.Equal(userId, (await caller.WhoAmIAsync(session)).UserId);
    }

    [Fact]
    public async Task Until_the_door_closes_new_requests_are_answered_and_a_balancer_is_told()
    {
        // Longer than this test waits for anything: what is seen here is seen before the door closes.
        await using ServerProcess server = await ServerProcess.StartAsync(new(StringComparer.Ordinal) { ["Shutdown:Delay"] = "00:05:00" });
        using var caller = new Caller(server.Url);
        await caller.RegisterAsync("ann@example.org");
        string session = await caller.SignInAsync("ann@example.org");
        Assert.Empty((await caller.WhoAmIAsync(session)).Header("Connection"));
        using var listener = new HttpClient { BaseAddress = server.Url };
        listener.DefaultRequestHeaders.Add("Cookie", $"session_id={session}");
        using HttpResponseMessage events = await listener.GetAsync("/auth/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        server.Signal("TERM");
        await WaitForLineAsync(server, "Told to stop: requests are taken for another 300 s");
        Reply ready = await caller.GetAsync("/health/ready"), live = await caller.GetAsync("/health/live"), who = await caller.WhoAmIAsync(session);
        Assert.Equal((503, """{"status":"unavailable","reason":"draining"}"""), (ready.Status, ready.Body));
        Assert.Equal((200, 200), (live.Status, who.Status));
        Assert.All([ready, live, who], r => Assert.Equal("close", r.Header("Connection")));
        Assert.Equal(200, (await caller.LogInAsync("ann@example.org")).Status);
        // Whoever listens asks again, and a balancer sends it elsewhere.
        Assert.DoesNotContain("session-ended", await events.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(server.IsRunning);
    }

    [Fact]
    public async Task After_the_delay_it_ends_in_peace()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new(StringComparer.Ordinal) { ["Shutdown:Delay"] = "00:00:00.2" });
        Assert.Equal(0, await server.TerminateAsync());
        string[] told = [.. server.Output.Where(l => l.Contains("Told to stop", StringComparison.Ordinal) || l.Contains("Stopping: no new requests", StringComparison.Ordinal))];
        Assert.Equal(2, told.Length);
        Assert.Contains("Told to stop", told[0], StringComparison.Ordinal);
    }

    private static async Task WriteAsync(NetworkStream stream, string text) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    private static async Task<string> ReadUntilAsync(NetworkStream stream, string end)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal) && await stream.ReadAsync(one, bound.Token) == 1)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    private static async Task WaitForLineAsync(ServerProcess server, string part)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        while (!server.Output.Any(l => l.Contains(part, StringComparison.Ordinal)))
        {
            await Task.Delay(10, bound.Token);
        }
    }
}
