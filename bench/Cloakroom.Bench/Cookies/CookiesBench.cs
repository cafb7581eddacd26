using System.Diagnostics;
using System.Globalization;
using System.Net;
using Cloakroom.Cookies;
using Microsoft.Net.Http.Headers;

namespace Cloakroom.Bench;

/// <summary>
/// The jar against the framework's CookieContainer and tough-cookie on Node, in one run and in rounds that take turns. All of them parse and
/// store the same lines and are asked for the same addresses.
/// </summary>
internal static class CookiesBench
{
    private const int Rounds = 7;
    private const string Header = "theme=dark; _ga=GA1.1.1234567890.1234567890; session_id=o8v_kJcZ4g-Kg_1kaQN73dCuA3jeFhK42Om1zcAlsKo; lang=en-GB; consent=yes";
    private const string Line = "session_id=o8v_kJcZ4g-Kg_1kaQN73dCuA3jeFhK42Om1zcAlsKo; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400";
    private static readonly Uri Page = new("https://www.example.com/");
    private static long s_kept;

    public static async Task RunAsync()
    {
        using ToughCookie? tough = ToughCookie.Start();
        Console.WriteLine($"{Environment.ProcessorCount} cores, {Rounds} rounds in turn; nanoseconds as median (least to most), bytes allocated");
        Console.WriteLine($"tough-cookie: {(tough is null ? "not measured, since bench/peers/install was not run" : "on Node")}");
        Console.WriteLine("| what | Cloakroom | bytes | framework | bytes | tough-cookie | framework / Cloakroom | tough-cookie / Cloakroom |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        await RowAsync("read a Cookie header of 5, all pairs", 200_000, ParseHeader, ParseHeaderAsTheFramework, tough, new { op = "header", header = Header });
        await RowAsync("find one of 5 in a Cookie header", 200_000, FindInHeader, ParseHeaderAsTheFramework, tough, new { op = "header", header = Header });
        await ReceiveAsync(tough);
        foreach (int size in (int[])[100, 10_000, 1_000_000])
        {
            await FindAsync(size, tough);
        }

        Console.WriteLine($"Checksum {s_kept % 10}");
    }

    private static async Task ReceiveAsync(ToughCookie? tough)
    {
        var jar = new CookieJar();
        var container = new CookieContainer();
        var context = new CookieContext(Page);
        await RowAsync("parse and store a Set-Cookie line", 100_000,
            () => s_kept += (int)jar.Receive(Line, context).Outcome,
            () => container.SetCookies(Page, Line),
            tough, new { op = "receive", line = Line, url = Page.ToString() });
    }

    private static async Task FindAsync(int size, ToughCookie? tough)
    {
        const int PerHost = 10;
        var jar = new CookieJar(new() { MaxTotal = 2 * size });
        var container = new CookieContainer { Capacity = 2 * size, PerDomainCapacity = 2 * size, MaxCookieSize = 4096 };
        for (int i = 0; i < size; i++)
        {
            Uri host = Host(i / PerHost);
            string line = $"n{i % PerHost}=v{i}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400";
            jar.Receive(line, new(host));
            container.SetCookies(host, line);
        }

        var numbers = new Numbers(1);
        int[] hosts = [.. Enumerable.Range(0, 4096).Select(_ => numbers.Below(size / PerHost))];
        Uri[] addresses = [.. hosts.Select(Host)];
        if (jar.GetCookieHeader(addresses[0])?.Length != container.GetCookieHeader(addresses[0]).Length)
        {
            throw new InvalidOperationException("The jars do not hold the same cookies.");
        }

        int next = 0, other = 0;
        await RowAsync($"find the {PerHost} of a host among {size:N0}", 50_000,
            () => s_kept += jar.GetCookieHeader(addresses[next++ & 4095])?.Length ?? 0,
            () => s_kept += container.GetCookieHeader(addresses[other++ & 4095]).Length,
            tough, new { op = "find", size, perHost = PerHost, hosts });
    }

    private static async Task RowAsync(string what, int times, Action own, Action framework, ToughCookie? tough, object question)
    {
        double[] ours = new double[Rounds], theirs = new double[Rounds], node = new double[Rounds];
        Measure(times, own);
        Measure(times, framework);
        for (int round = 0; round < Rounds; round++)
        {
            ours[round] = Measure(times, own);
            theirs[round] = Measure(times, framework);
            node[round] = tough is null ? double.NaN : await tough.AskAsync(question, times / 10);
        }

        string ratio = Ratio(theirs, ours), toNode = tough is null ? "" : Ratio(node, ours);
        Console.WriteLine($"| {what} | {Spread(ours)} | {Allocated(own)} | {Spread(theirs)} | {Allocated(framework)} | {(tough is null ? "" : Spread(node))} | {ratio} | {toNode} |");
    }

    private static Uri Host(int number) => new($"https://h{number}.example{number % 1000}.com/");

    private static void ParseHeader()
    {
        foreach (KeyValuePair<string, string> pair in CookieHeader.Parse(Header))
        {
            s_kept += pair.Value.Length;
        }
    }

    private static void FindInHeader()
    {
        CookieHeader.Find(Header, "session_id", out ReadOnlySpan<char> value);
        s_kept += value.Length;
    }

    private static void ParseHeaderAsTheFramework()
    {
        foreach (CookieHeaderValue value in CookieHeaderValue.ParseList([Header]))
        {
            s_kept += value.Value.Length;
        }
    }

    private static double Measure(int times, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / times;
    }

    private static long Allocated(Action action)
    {
        const int Times = 1000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Times; i++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
    }

    private static string Spread(double[] rounds) => $"{Median(rounds):N0} ({rounds.Min():N0} to {rounds.Max():N0})";

    private static string Ratio(double[] theirs, double[] ours) => Median([.. theirs.Zip(ours, (a, b) => a / b)]).ToString("F1", CultureInfo.InvariantCulture);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
