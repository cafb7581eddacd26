using System.Globalization;
using System.Text;
using Cloakroom.Bench.Reports;
using Cloakroom.Bench.Stores;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Bench.Accounts;

/// <summary>What the login tells by its time, and what a storm of logins does to those who are in.</summary>
internal static class AccountsBench
{
    private const int TimesCapacity = 50;

    /// <param name="arguments">How many tries of each kind (400).</param>
    public static async Task<PartReport> EnumerationAsync(string[] arguments)
    {
        int tries = arguments is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 400;
        EnumerationTrial trial = await EnumerationTrial.RunAsync(tries, AccountsRegistration.Iterations, CancellationToken.None);
        var report = new PartReport("enumeration", "What the time of a refused login tells", string.Create(
            CultureInfo.InvariantCulture,
            $"Seven kinds of names, {tries:N0} tries of each in mixed order, one after the other over a real connection; {AccountsRegistration.Iterations:N0} rounds of hashing. Half a chance to tell two "
            + $"kinds apart is an AUC of 0.5."));
        ResultTable table = report.Table("Medians in milliseconds.", "one", "the other", "medians", "AUC", "one deviation of chance");
        foreach ((string one, string other, double auc, double deviation) in trial.Pairs())
        {
            table.Row(one, other, string.Create(CultureInfo.InvariantCulture, $"{trial.Median(one):F2} and {trial.Median(other):F2}"), $"{auc:F3}", $"{deviation:F3}");
        }

        return report;
    }

    /// <param name="arguments">The number of rounds (5), and the seconds of quiet in each (5), of which a storm lasts twice as many and one.</param>
    public static async Task<PartReport> StormAsync(string[] arguments)
    {
        int rounds = arguments is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 5;
        TimeSpan quiet = TimeSpan.FromSeconds(arguments is [_, var seconds, ..] ? double.Parse(seconds, CultureInfo.InvariantCulture) : 5), storm = (2 * quiet) + TimeSpan.FromSeconds(1);
        using ChildServer server = await ChildServer.StartAsync();
        using var trial = new StormTrial(server.Url, await LoginAsync(server.Url));
        // For the compiler.
        await trial.CapacityAsync(quiet);
        await trial.IdleAsync(quiet);
        var report = new PartReport(
            "storm", "A storm of logins",
            $"{TimesCapacity} times as many logins as can be hashed, each with the right password; meanwhile those who are in have their session checked {StormTrial.ChecksPerSecond} times a second over "
            + "kept connections. Server and load are two processes on the same cores; each round is idle and stormy in turn.");
        ResultTable table = report.Table(
            "Logins a second, and the 99th percentile of a session check.", "round", "logins alone", "offered", "check, idle", "check, in the storm", "ratio", "logins in the storm", "share",
            "sent away with `Retry-After`", "broken");
        var ratios = new List<double>();
        var shares = new List<double>();
        for (int round = 1; round <= rounds; round++)
        {
            double capacity = await trial.CapacityAsync(quiet);
            Latencies idle = await trial.IdleAsync(quiet);
            (Latencies checks, double good, double away, double broken) = await trial.StormAsync(storm, TimesCapacity * capacity);
            ratios.Add(checks.P99 / idle.P99);
            shares.Add(good / capacity);
            table.Row(
                $"{round}", $"{capacity:F1}", $"{TimesCapacity * capacity:F0}", $"{idle.P99 / 1000:F2} ms", $"{checks.P99 / 1000:F2} ms", $"{ratios[^1]:F2}", $"{good:F1}", $"{shares[^1]:F2}",
                $"{away:F0}", $"{broken + checks.Refused:F0}");
        }

        ResultTable all = report.Table("All rounds, as median (least to most).", "what", "ratio");
        all.Row("a session check in the storm, of idle", new Spread(ratios).Text("F2"));
        all.Row("logins in the storm, of those when they are all there is", new Spread(shares).Text("F2"));
        report.Add(Aim.AtMost("session check in a storm of logins, 99th percentile, of idle", new Spread(ratios).Median, 2));
        return report;
    }

    private static async Task<string> LoginAsync(Uri server)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server };
        using var body = new StringContent(StormTrial.Credentials("0"), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync("/auth/login", body);
        return answer.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }
}
