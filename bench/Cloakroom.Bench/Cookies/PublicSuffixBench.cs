using System.Diagnostics;
using System.Globalization;
using Cloakroom.Bench.Reports;
using Cloakroom.Cookies;

namespace Cloakroom.Bench;

/// <summary>What the public suffix list costs: at its first use, and for each question.</summary>
internal static class PublicSuffixBench
{
    private const int Lookups = 1 << 18;

    private static readonly string[] Hosts =
        ["example.com", "www.example.co.uk", "a.b.c.d.example.org", "shop.vercel.app", "any.city.kawasaki.jp", "localhost", "www.xn--85x722f.xn--55qx5d.cn"];

    /// <param name="arguments">The number of rounds (15).</param>
    public static Task<PartReport> RunAsync(string[] arguments)
    {
        int rounds = arguments is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 15;
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        PublicSuffixList list = PublicSuffixList.Default;
        TimeSpan read = Stopwatch.GetElapsedTime(start);
        _ = list.IsPublicSuffix("example.com");
        TimeSpan asked = Stopwatch.GetElapsedTime(start);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var report = new PartReport(
            "public-suffixes", "Public suffixes",
            $"What the list costs: {list.Edition}, {list.CountRules():N0} rules, read in {read.TotalMilliseconds:F1} ms, the first answer after {asked.TotalMilliseconds:F1} ms and {allocated:N0} bytes. "
            + $"{rounds} rounds of {Lookups:N0} questions.");
        // For the compiler.
        for (int i = 0; i < Lookups; i++)
        {
            _ = list.GetRegistrableDomain(Hosts[i % Hosts.Length].AsSpan()).Length;
        }

        ResultTable table = report.Table("Nanoseconds as median (least to most).", "host", "registrable domain", "nanoseconds", "bytes allocated");
        foreach (string host in Hosts)
        {
            Measure(table, host, rounds);
        }

        return Task.FromResult(report);
    }

    private static void Measure(ResultTable table, string host, int count)
    {
        PublicSuffixList list = PublicSuffixList.Default;
        double[] rounds = new double[count];
        long before = GC.GetAllocatedBytesForCurrentThread(), sum = 0;
        for (int round = 0; round < count; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Lookups; i++)
            {
                sum += list.GetRegistrableDomain(host.AsSpan()).Length;
            }

            rounds[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Lookups;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        string domain = host[^(int)(sum / count / Lookups)..];
        table.Row($"`{host}`", domain.Length == 0 ? "none" : $"`{domain}`", $"{new Spread(rounds)}", $"{allocated:N0}");
    }
}
