using System.Globalization;
using System.Text;
using Cloakroom.Bench.Stores;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Bench.Accounts;

/// <summary>What the login tells by its time, and what a storm of logins does to those who are in.</summary>
internal static class AccountsBench
{
    private const int StormRounds = 5, TimesCapacity = 50;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5), Storm = TimeSpan.FromSeconds(11), Capacity = TimeSpan.FromSeconds(5);

    public static Task RunAsync(string[] arguments) => arguments switch
    {
        ["enumeration", var tries] => EnumerationAsync(int.Parse(tries, CultureInfo.InvariantCulture)),
        ["enumeration"] => EnumerationAsync(400),
        ["storm"] => StormAsync(),
        ["serve"] => ChildServer.ServeAsync(),
        _ => Console.Error.WriteLineAsync("Say which: enumeration [tries for each kind], or storm."),
    };

    private static async Task EnumerationAsync(int tries)
    {
        EnumerationTrial trial = await EnumerationTrial.RunAsync(tries, AccountsRegistration.Iterations, CancellationToken.None);
        Console.WriteLine($"{Machine.Name}; {tries} tries of each kind, {AccountsRegistration.Iterations} rounds");
        Console.WriteLine("| one | the other | medians, ms | AUC | one deviation of chance |\n|---|---|---|---|---|");
        foreach ((string one, string other, double auc, double deviation) in trial.Pairs())
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {one} | {other} | {trial.Median(one):F2} and {trial.Median(other):F2} | {auc:F3} | {deviation:F3} |"));
        }
    }

    private static async Task StormAsync()
    {
        using ChildServer server = await ChildServer.StartAsync();
        using var trial = new StormTrial(server.Url, await LoginAsync(server.Url));
        // For the compiler.
        await trial.CapacityAsync(Capacity);
        await trial.IdleAsync(Idle);
        Console.WriteLine($"{Machine.Name}; load and server share the cores");
        Console.WriteLine("| round | logins/s alone | offered/s | p99 of a session check, idle | in the storm | ratio | logins/s in the storm | share | sent away/s | broken/s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        var ratios = new List<(double Ratio, double Share)>();
        for (int round = 1; round <= StormRounds; round++)
        {
            double capacity = await trial.CapacityAsync(Capacity);
            Latencies idle = await trial.IdleAsync(Idle);
            (Latencies checks, double good, double away, double broken) = await trial.StormAsync(Storm, TimesCapacity * capacity);
            ratios.Add((checks.P99 / idle.P99, good / capacity));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {round} | {capacity:F1} | {TimesCapacity * capacity:F0} | {idle.P99 / 1000:F2} ms | {checks.P99 / 1000:F2} ms | {checks.P99 / idle.P99:F2} | {good:F1} | {good / capacity:P0} | {away:F0} | {broken + checks.Refused:F0} |"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Median of the ratios {ratios.Select(r => r.Ratio).Order().ElementAt(StormRounds / 2):F2}, of the shares {ratios.Select(r => r.Share).Order().ElementAt(StormRounds / 2):P0}."));
    }

    private static async Task<string> LoginAsync(Uri server)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server };
        using var body = new StringContent(StormTrial.Credentials("0"), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync("/auth/login", body);
        return answer.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }
}
