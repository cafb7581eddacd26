using Microsoft.Data.Sqlite;

namespace Cloakroom.ServerTests.Faults;

/// <summary>kill -9 in the middle of everything, again and again, on the same folder.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int People = 4, LeastAnswers = 50, MostAnswers = 400;

    private static int Rounds => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? 200 : 10;

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_holds_after_it()
    {
        var numbers = Numbers.Chosen();
        output.WriteLine($"CLOAKROOM_SEED={numbers.Seed}");
        await using ServerProcess server = await ServerProcess.StartAsync(new(StringComparer.Ordinal) { ["Session:MaxPerUser"] = "10000" });
        var load = new KillLoad(server.Url, await RegisterAsync(server), numbers);
        var ready = new List<TimeSpan>();
        for (int round = 1; round <= Rounds; round++)
        {
            await load.RunAsync(server, LeastAnswers + numbers.Below(MostAnswers - LeastAnswers));
            await server.StartAgainAsync();
            ready.Add(server.ReadyAfter);
            await load.CheckAsync();
        }

        await server.KillAsync();
        Assert.Equal("ok", Integrity(server.DataFile));
        Assert.DoesNotContain(server.Output, line => line.Contains("internal_error", StringComparison.Ordinal));
        output.WriteLine(
            $"{Rounds} kills, {load.Acknowledged} acknowledged answers, {load.Logins} logins among them, {load.All.Count(p => p.LogoutAcknowledged)} logged out.");
        output.WriteLine(
            $"Ready again, from the start of the process: median {ready.Order().ElementAt(Rounds / 2).TotalMilliseconds:F0} ms, longest {ready.Max().TotalMilliseconds:F0} ms.");
    }

    private static async Task<(string Email, string UserId)[]> RegisterAsync(ServerProcess server)
    {
        using var caller = new Caller(server.Url);
        var people = new (string, string)[People];
        for (int i = 0; i < People; i++)
        {
            string email = $"person{i}@example.org";
            people[i] = (email, await caller.RegisterAsync(email));
        }

        return people;
    }

    private static string? Integrity(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return command.ExecuteScalar() as string;
    }
}
