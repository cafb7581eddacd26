using System.Diagnostics;
using Cloakroom.Cookies;

namespace Cloakroom.Bench;

/// <summary>What the public suffix list costs: at its first use, and for each question.</summary>
internal static class PublicSuffixBench
{
    private const int Lookups = 1 << 18;
    private const int Rounds = 15;

    private static readonly string[] Hosts =
        ["example.com", "www.example.co.uk", "a.b.c.d.example.org", "shop.vercel.app", "any.city.kawasaki.jp", "localhost", "www.xn--85x722f.xn--55qx5d.cn"];

    public static Task RunAsync()
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        PublicSuffixList list = PublicSuffixList.Default;
        TimeSpan read = Stopwatch.GetElapsedTime(start);
        _ = list.IsPublicSuffix("example.com");
        TimeSpan asked = Stopwatch.GetElapsedTime(start);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine($"{list.Edition}, {list.CountRules()} rules: read in {read.TotalMilliseconds:F2} ms, first answer after {asked.TotalMilliseconds:F2} ms, {allocated:N0} bytes");
        Console.WriteLine($"{Rounds} rounds of {Lookups} lookups; ns as median (min to max)");
        Console.WriteLine("| host | registrable domain | ns | bytes allocated |");
        Console.WriteLine("|---|---|---|---|");
        foreach (string host in Hosts)
        {
            Measure(host);
        }

        return Task.CompletedTask;
    }

    private static void Measure(string host)
    {
        PublicSuffixList list = PublicSuffixList.Default;
        double[] rounds = new double[Rounds];
        long before = GC.GetAllocatedBytesForCurrentThread(), sum = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Lookups; i++)
            {
                sum += list.GetRegistrableDomain(host.AsSpan()).Length;
            }

            rounds[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Lookups;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Array.Sort(rounds);
        string domain = host[^(int)(sum / Rounds / Lookups)..];
        Console.WriteLine($"| {host} | {domain} | {rounds[Rounds / 2]:F0} ({rounds[0]:F0} to {rounds[^1]:F0}) | {allocated} |");
    }
}
