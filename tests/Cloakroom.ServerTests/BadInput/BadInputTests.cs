namespace Cloakroom.ServerTests.BadInput;

/// <summary>Whatever is sent: an answer that says what is wrong, never a 5xx, never silence, and nobody else notices.</summary>
public sealed class BadInputTests(LiveServer server, ITestOutputHelper output) : IClassFixture<LiveServer>
{
    private static readonly (string Name, string Request, string Answer)[] Table = [.. BadBodies.All(), .. BadHttp.All()];

    private static int Mutations => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? 50_000 : 1_000;

    [Fact]
    public async Task Every_request_of_the_table_is_answered_as_it_says()
    {
        var wrong = new List<string>();
        foreach ((string name, string request, string answer) in Table)
        {
            RawReply? reply = await server.SendAsync(request, TimeSpan.FromSeconds(20));
            if (!Answers(reply, answer))
            {
                wrong.Add($"{name}: expected {answer}, got {reply?.Head.Split('\r')[0] ?? "no answer"} {reply?.Body}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await server.AssertUnharmedAsync();
        output.WriteLine($"{Table.Length} requests.");
    }

    [Fact]
    public async Task Spoilt_requests_never_break_the_server()
    {
        var numbers = Numbers.Chosen();
        output.WriteLine($"CLOAKROOM_SEED={numbers.Seed}");
        var mutator = new Mutator(numbers);
        var answers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Mutations; i++)
        {
            string request = mutator.Next();
            RawReply? reply = await server.SendAsync(request, TimeSpan.FromMilliseconds(500));
            // Passwords are checked one at a time; the queue may be full, and the version of HTTP may be none of this server.
            Assert.True(reply is null || reply.Status < 500 || reply.Status == 505 || reply.Body.Contains("\"overloaded\"", StringComparison.Ordinal), $"mutation {i}: {reply}\n{request}");
            string status = reply?.Status.ToString() ?? "closed";
            answers[status] = answers.GetValueOrDefault(status) + 1;
        }

        await server.AssertUnharmedAsync();
        output.WriteLine(string.Join(", ", answers.Select(a => $"{a.Key}: {a.Value}")));
    }

    private static bool Answers(RawReply? reply, string answer) => answer switch
    {
        _ when reply is null => answer.EndsWith("closed", StringComparison.Ordinal),
        "505" => reply.Status == 505,
        "4xx page" => reply is { Status: >= 400 and < 500, IsPage: true } or { Status: 303 },
        "4xx or own page" => reply.Status is >= 400 and < 500 or >= 300 and < 400 || (reply.Status == 200 && reply.IsPage),
        _ when answer.StartsWith("4xx", StringComparison.Ordinal) => reply.Status is >= 400 and < 500,
        _ => reply.IsProblem && answer.Split(' ') is [var status, var code] && $"{reply.Status}" == status && reply.Body.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal),
    };
}
