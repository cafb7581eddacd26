using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Bench.Reports;
using Cloakroom.Keys;
using Cloakroom.Tokens;

namespace Cloakroom.Bench;

/// <summary>What an access token costs: to issue, to verify for the first time, and to recognise again.</summary>
internal static class TokensBench
{
    private const string Origin = "https://app.example";
    private const int Tokens = 1000, Hits = 200_000;

    /// <param name="arguments">The number of rounds (9).</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        int rounds = arguments is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 9;
        using var ring = new KeyRing(new MemoryKeyStore(), new KeyOptions(), TimeProvider.System);
        await ring.StartAsync();
        var issuer = new TokenIssuer(ring, Origin, TimeProvider.System);
        Session session = Login();
        string[] tokens = [.. Enumerable.Range(0, Tokens).Select(_ => issuer.Issue(session, Origin, TimeSpan.FromMinutes(30)).Text)];
        var verifier = new TokenVerifier(ring, Origin, Origin, TimeProvider.System);
        var forgetful = new TokenVerifier(ring, Origin, Origin, TimeProvider.System, cacheSize: 0);

        var report = new PartReport(
            "tokens", "Tokens", $"What an access token of {tokens[0].Length} characters costs, on one core: {rounds} rounds of {Tokens:N0}, or of {Hits:N0} where it takes nanoseconds.");
        ResultTable table = report.Table("Time as median (least to most).", "what", "time each", "allocated each");
        Report("issue", "µs", 1e3, Tokens, i => issuer.Issue(session, Origin, TimeSpan.FromMinutes(30)));
        Report("verify, not seen before", "µs", 1e3, Tokens, i => Verify(forgetful, tokens[i]));
        Report("refuse a wrong signature", "µs", 1e3, Tokens, i => Ask(forgetful, tokens[i][..^2] + "AA"));
        Report("recognise, of 1000", "ns", 1, Hits, i => Verify(verifier, tokens[i % Tokens]));
        var fingerprinter = new TokenFingerprinter();
        Report("fingerprint alone", "ns", 1, Hits, i => fingerprinter.Of(tokens[i % Tokens]));
        Report("SHA-256 in its place", "ns", 1, Hits, i => Digest(tokens[i % Tokens]));
        table.Row("to remember one", "", $"{Footprint(ring, tokens):N0} B");
        GC.KeepAlive(verifier);
        return report;

        void Report(string what, string unit, double divisor, int count, Action<int> work)
        {
            (Spread times, long allocated) = Measure(rounds, count, work, divisor);
            table.Row(what, $"{times.Median:N0} {unit} {times.ToString()[$"{times.Median:N0} ".Length..]}", $"{allocated:N0} B");
        }
    }

    private static void Digest(string token)
    {
        Span<byte> octets = stackalloc byte[token.Length], hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(octets[..Encoding.ASCII.GetBytes(token, octets)], hash);
    }

    private static long Footprint(KeyRing ring, string[] tokens)
    {
        var verifier = new TokenVerifier(ring, Origin, Origin, TimeProvider.System);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (string token in tokens)
        {
            Verify(verifier, token);
        }

        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(verifier);
        return (after - before) / tokens.Length;
    }

    private static void Verify(TokenVerifier verifier, string token)
    {
        if (Ask(verifier, token).Token is null)
        {
            throw new InvalidOperationException("Refused.");
        }
    }

    // The keys are in memory, so nothing is waited for.
    private static TokenVerdict Ask(TokenVerifier verifier, string token)
    {
        ValueTask<TokenVerdict> asked = verifier.VerifyAsync(token, CancellationToken.None);
        return asked.IsCompletedSuccessfully ? asked.Result : throw new InvalidOperationException("It waits.");
    }

    private static (Spread Times, long Allocated) Measure(int rounds, int count, Action<int> work, double divisor)
    {
        var times = new List<double>();
        long allocated = 0;
        for (int round = 0; round <= rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                work(i);
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / count / divisor);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        }

        // The first round warms up.
        return (new(times.Skip(1)), allocated);
    }

    private static Session Login()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new()
        {
            Digest = SessionId.Create().Digest(), Handle = SessionHandle.Create(), AuthenticationMethods = ["pwd"],
            User = new SessionUser("8f14e45fceea167a") { Email = "ada@example.org", Roles = ["admin"] },
            CreatedAt = now, AuthenticatedAt = now, LastSeenAt = now, ExpiresAt = now.AddDays(1), IdleTimeout = TimeSpan.FromHours(1),
        };
    }
}
