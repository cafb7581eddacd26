namespace Cloakroom.ServerTests.Hardening;

/// <summary>Request smuggling against the server itself (A113): whoever comes behind an attack on the same connection gets their own answer or none.</summary>
public sealed class SmugglingTests(TwoPeople people, ITestOutputHelper output) : IClassFixture<TwoPeople>
{
    [Fact]
    public async Task What_has_two_ends_is_refused_and_nobody_is_answered_behind_it()
    {
        var wrong = new List<string>();
        int count = 0;
        foreach ((string name, string request, string answer) in SmuggledRequests.All(TwoPeople.Who(people.Ann)))
        {
            count++;
            IReadOnlyList<WireAnswer> answers = [.. (await Wire.TalkAsync(people.Process.Port, request + people.Victim())).Where(a => a.Status != 100)];
            bool right = answer == "refused"
                ? answers is [{ Status: 400 } or { Status: 505 }]
                : answers is [var own, var victim] && $"{own.Status}" == answer && people.IsBobs(victim);
            if (!right || answers.Any(a => a.Body.Contains(people.AnnId, StringComparison.Ordinal)))
            {
                wrong.Add($"{name}: expected {answer}, got {string.Join(" | ", answers.Select(a => $"{a.Status} {a.Body}"))}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await people.AssertUnharmedAsync();
        output.WriteLine($"{count} requests.");
    }
}
