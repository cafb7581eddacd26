using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Server.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Bench.Accounts;

/// <summary>
/// How long a wrong password takes for each kind of account, over a real connection, one try after another. Each try has a name of its own,
/// so that nobody is told to wait; the kinds take turns in an order that is drawn anew each time.
/// </summary>
/// <param name="times">Milliseconds, for each kind.</param>
internal sealed class EnumerationTrial(IReadOnlyDictionary<string, double[]> times)
{
    /// <summary>Kinds whose password is looked at, and those who are told to wait.</summary>
    public static readonly string[] Checked = ["unknown", "known", "disabled", "no-password", "old-hash"], Waiting = ["unknown-waits", "known-waits"];

    public static async Task<EnumerationTrial> RunAsync(int tries, int rounds, CancellationToken cancelled)
    {
        await using LoginServer server = await LoginServer.StartAsync(rounds);
        await AddAsync(server, tries, rounds);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 1 }) { BaseAddress = server.Url };
        string[] kinds = [.. Checked, .. Waiting];
        Dictionary<string, List<double>> all = kinds.ToDictionary(k => k, _ => new List<double>(), StringComparer.Ordinal);
        // A few for the compiler and the caches.
        for (int i = -WarmUp; i < tries; i++)
        {
            RandomNumberGenerator.Shuffle(kinds.AsSpan());
            foreach (string kind in kinds)
            {
                double taken = await TryAsync(client, $"{kind}{i + WarmUp}", Waiting.Contains(kind, StringComparer.Ordinal) ? 429 : 401, cancelled);
                if (i >= 0)
                {
                    all[kind].Add(taken);
                }
            }
        }

        return new(all.ToDictionary(p => p.Key, p => p.Value.ToArray(), StringComparer.Ordinal));
    }

    /// <summary>Every two kinds that are answered alike, and how well the time tells them apart.</summary>
    public IEnumerable<(string One, string Other, double Auc, double Deviation)> Pairs() =>
        from family in new[] { Checked, Waiting }
        from one in family.Index()
        from other in family.Skip(one.Index + 1)
        select (one.Item, other, Auc.Of(times[one.Item], times[other]), Auc.Deviation(times[one.Item].Length, times[other].Length));

    public double Median(string kind) => times[kind].Order().ElementAt(times[kind].Length / 2);

    private const int WarmUp = 10;

    private static async Task AddAsync(LoginServer server, int tries, int rounds)
    {
        string hash = LoginServer.HashOf(rounds), old = LoginServer.HashOf(rounds / 2);
        await server.AddAsync(Names("known"), hash);
        await server.AddAsync(Names("known-waits"), hash);
        await server.AddAsync(Names("disabled"), hash, a => a.DisabledAt = 1);
        await server.AddAsync(Names("no-password"), hash, a => a.PasswordHash = null);
        await server.AddAsync(Names("old-hash"), old);
        using DbConnection connection = server.Services.GetRequiredService<AccountsDatabase>().OpenQuick();
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using DbTransaction transaction = connection.BeginTransaction();
        foreach (string name in Waiting.SelectMany(Names))
        {
            connection.Run("INSERT INTO login_failures (Name, Known, Failures, BlockedUntil, UpdatedAt) VALUES ($1, 1, $2, $3, $4)", LoginServer.EmailOf(name).Digest(), LoginThrottle.MaxFailures, now, now);
        }

        transaction.Commit();

        IEnumerable<string> Names(string kind) => Enumerable.Range(0, tries + WarmUp).Select(i => $"{kind}{i}");
    }

    private static async Task<double> TryAsync(HttpClient client, string name, int expected, CancellationToken cancelled)
    {
        using var body = new StringContent($$"""{"email":"{{name}}@example.org","password":"not the password"}""", Encoding.UTF8, "application/json");
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await client.PostAsync("/auth/login", body, cancelled);
        double taken = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return (int)answer.StatusCode == expected ? taken : throw new InvalidOperationException($"{name}: {answer.StatusCode}");
    }
}
