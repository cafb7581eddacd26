using System.Diagnostics;
using System.Globalization;
using System.Net;
using Cloakroom.Bench.Reports;
using Cloakroom.Cookies;
using Microsoft.Net.Http.Headers;

namespace Cloakroom.Bench;

/// <summary>
/// The jar against the framework's CookieContainer and tough-cookie on Node, in one run and in rounds that take turns. All of them parse and
/// store the same lines and are asked for the same addresses.
/// </summary>
internal sealed class CookiesBench(int rounds, ToughCookie? tough)
{
    private const string Header = "theme=dark; _ga=GA1.1.1234567890.1234567890; session_id=o8v_kJcZ4g-Kg_1kaQN73dCuA3jeFhK42Om1zcAlsKo; lang=en-GB; consent=yes";
    private const string Line = "session_id=o8v_kJcZ4g-Kg_1kaQN73dCuA3jeFhK42Om1zcAlsKo; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400";
    private static readonly Uri Page = new("https://www.example.com/");
    private static long s_kept;

    private readonly PartReport _report = new("cookies", "Cookies",
        $"The jar against the framework (`CookieContainer`; for the Cookie header ASP.NET Core's `CookieHeaderValue`) and tough-cookie on Node "
        + $"({(tough is null ? "not measured: bench/peers/install was not run" : tough.Version)}), in one run of {rounds} rounds in turn. All store the same lines and are asked for the "
        + "same addresses; the jar checks public suffixes, SameSite and prefixes besides, and gives a decision that explains itself for every line.");

    /// <param name="arguments">The number of rounds (7), and of the cookies in the largest jar (1,000,000).</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        int rounds = arguments is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 7;
        int most = arguments is [_, var second, ..] ? int.Parse(second, CultureInfo.InvariantCulture) : 1_000_000;
        using ToughCookie? tough = ToughCookie.Start();
        return await new CookiesBench(rounds, tough).MeasureAsync(most);
    }

    private async Task<PartReport> MeasureAsync(int most)
    {
        ResultTable table = _report.Table(
            "Nanoseconds as median (least to most), and bytes allocated. A request of this library takes the second row.",
            "what", "jar", "bytes", "framework", "bytes", "tough-cookie", "framework / jar", "tough-cookie / jar");
        await RowAsync(table, "read a Cookie header of 5, all pairs", 200_000, ParseHeader, ParseHeaderAsTheFramework, new { op = "header", header = Header });
        await RowAsync(table, "find one of 5 in a Cookie header", 200_000, FindInHeader, ParseHeaderAsTheFramework, new { op = "header", header = Header });
        await ReceiveAsync(table);
        foreach (int size in ((int[])[100, 10_000, 1_000_000]).Where(s => s <= most))
        {
            await FindAsync(table, size);
        }

        return s_kept > 0 ? _report : throw new InvalidOperationException("Nothing was done.");
    }

    private async Task ReceiveAsync(ResultTable table)
    {
        var jar = new CookieJar();
        var container = new CookieContainer();
        var context = new CookieContext(Page);
        await RowAsync(table, "parse and store a Set-Cookie line", 100_000,
            () => s_kept += (int)jar.Receive(Line, context).Outcome,
            () => container.SetCookies(Page, Line),
            new { op = "receive", line = Line, url = Page.ToString() });
    }

    private async Task FindAsync(ResultTable table, int size)
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
        await RowAsync(table, $"find the {PerHost} of a host among {size:N0}", 50_000,
            () => s_kept += jar.GetCookieHeader(addresses[next++ & 4095])?.Length ?? 0,
            () => s_kept += container.GetCookieHeader(addresses[other++ & 4095]).Length,
            new { op = "find", size, perHost = PerHost, hosts });
    }

    private async Task RowAsync(ResultTable table, string what, int times, Action own, Action framework, object question)
    {
        double[] ours = new double[rounds], theirs = new double[rounds], node = new double[rounds];
        Measure(times, own);
        Measure(times, framework);
        for (int round = 0; round < rounds; round++)
        {
            ours[round] = Measure(times, own);
            theirs[round] = Measure(times, framework);
            node[round] = tough is null ? double.NaN : await tough.AskAsync(question, times / 10);
        }

        Spread jar = new(ours), other = new(theirs), third = new(node);
        table.Row(
            what, $"{jar}", $"{Allocated(own):N0}", $"{other}", $"{Allocated(framework):N0}", tough is null ? "" : $"{third}", $"{other.To(jar).Median:F1}",
            tough is null ? "" : $"{third.To(jar).Median:F1}");
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
}
