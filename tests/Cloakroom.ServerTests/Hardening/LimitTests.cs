namespace Cloakroom.ServerTests.Hardening;

/// <summary>What is too much is refused with the status that says so, before it costs anything; what is just not too much is served.</summary>
public sealed class LimitTests(TwoPeople people) : IClassFixture<TwoPeople>
{
    private const string Get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    private const string Login = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n";

    public static TheoryData<string, string, int> Requests => new()
    {
        { "a line of 8 KiB", $"GET /{new string('a', 8 * 1024 - 16)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 404 },
        { "a longer line", $"GET /{new string('a', 8 * 1024)} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414 },
        { "a line without end", $"GET /{new string('a', 1 << 20)}", 414 },
        { "100 headers", Get + Many(98) + "\r\n", 200 },
        { "101 headers", Get + Many(99) + "\r\n", 431 },
        { "a header of 31 KiB", $"{Get}X: {new string('x', 31 * 1024)}\r\n\r\n", 200 },
        { "a header of 33 KiB", $"{Get}X: {new string('x', 33 * 1024)}\r\n\r\n", 431 },
        { "headers of 33 KiB together", $"{Get}{string.Concat(Enumerable.Range(0, 33).Select(i => $"X-{i}: {new string('x', 1024)}\r\n"))}\r\n", 431 },
        { "headers without end", Get + new string('x', 1 << 20), 431 },
        { "a cookie of 33 KiB", $"{Get}Cookie: session_id={new string('A', 33 * 1024)}\r\n\r\n", 431 },
        { "a name of 33 KiB", $"{Get}{new string('x', 33 * 1024)}: y\r\n\r\n", 431 },
        { "a body that says it is large", $"{Login}Content-Length: 200000\r\n\r\n", 413 },
        { "a body that says it is beyond all numbers", $"{Login}Content-Length: 9223372036854775807\r\n\r\n", 413 },
        { "a large body in one chunk", $"{Login}Transfer-Encoding: chunked\r\n\r\n{1 << 20:x}\r\n{new string('x', 1 << 20)}\r\n0\r\n\r\n", 413 },
        { "a body of small chunks without end", $"{Login}Transfer-Encoding: chunked\r\n\r\n{string.Concat(Enumerable.Repeat("1\r\nx\r\n", 100_000))}", 413 },
    };

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task It_is_answered_with_its_status_and_the_connection_ends(string what, string request, int status)
    {
        IReadOnlyList<WireAnswer> answers = await Wire.TalkAsync(people.Process.Port, request);
        // Who sends on after the refusal may lose it to a reset of the connection, but never gets another answer.
        Assert.True(answers.Count == 1 ? answers[0].Status == status && answers[0].Closes : answers.Count == 0 && request.Length > 1 << 19, $"{what}: {string.Join(" | ", answers)}");
        await people.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Extensions_of_chunks_are_no_way_to_send_without_end()
    {
        // CVE-2023-39326 class: bytes that are in no body and in no header.
        string request = $"{Login}Transfer-Encoding: chunked\r\n\r\n2;{new string('x', 1 << 20)}";
        IReadOnlyList<WireAnswer> answers = await Wire.TalkAsync(people.Process.Port, request);
        Assert.True(answers.Count == 0 || answers is [{ Status: 400 or 413 or 408 }], string.Join(" | ", answers));
        await people.AssertUnharmedAsync();
    }

    private static string Many(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {i}\r\n"));
}
