using System.Diagnostics;
using System.Globalization;
using Cloakroom.ServerTests.BadInput;

namespace Cloakroom.ServerTests.Hardening;

/// <summary>
/// Spoilt requests over the wire, several at a time and as fast as they go (T22): no 5xx, no silence, no crash, and nobody else notices. A second
/// in every run, ten minutes with --long, or as many as CLOAKROOM_FUZZ_MINUTES says.
/// </summary>
public sealed class RequestFuzzTests(LiveServer server, ITestOutputHelper output) : IClassFixture<LiveServer>
{
    private const int Beside = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private static TimeSpan Time =>
        double.TryParse(Environment.GetEnvironmentVariable("CLOAKROOM_FUZZ_MINUTES"), CultureInfo.InvariantCulture, out double minutes) ? TimeSpan.FromMinutes(minutes)
        : Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(1);

    [Fact]
    public async Task No_request_breaks_the_server()
    {
        var chosen = Numbers.Chosen();
        output.WriteLine($"CLOAKROOM_SEED={chosen.Seed}");
        var answers = new SortedDictionary<string, int>[Beside];
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Beside).Select(async i => answers[i] = await PlayAsync(new Numbers(chosen.Seed + (ulong)i), start)));
        await server.AssertUnharmedAsync();
        output.WriteLine($"{answers.Sum(a => a.Values.Sum())} requests; {string.Join(", ", answers.SelectMany(a => a).GroupBy(a => a.Key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key}: {g.Sum(a => a.Value)}"))}");
    }

    private async Task<SortedDictionary<string, int>> PlayAsync(Numbers numbers, long start)
    {
        var mutator = new Mutator(numbers);
        var answers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        while (Stopwatch.GetElapsedTime(start) < Time)
        {
            string request = mutator.Next();
            // A whole request is answered and the connection closed; of the others the server waits for the rest until this side gives up.
            RawReply? reply = await server.SendAsync(request, Patience);
            Assert.True(reply is null || reply.Status < 500 || reply.Status == 505 || IsBusy(reply), $"{reply}\n{Convert.ToBase64String(RequestText.Bytes(request))}");
            string status = reply?.Status.ToString(CultureInfo.InvariantCulture) ?? "closed";
            answers[status] = answers.GetValueOrDefault(status) + 1;
        }

        return answers;
    }

    // The machine has no time for it, whatever it is: the disk, or the hashing of passwords.
    private static bool IsBusy(RawReply reply) =>
        reply.Body.Contains("\"overloaded\"", StringComparison.Ordinal) || reply.Body.Contains("\"store_unavailable\"", StringComparison.Ordinal);
}
