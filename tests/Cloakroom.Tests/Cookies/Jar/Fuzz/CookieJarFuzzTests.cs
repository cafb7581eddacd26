using System.Text;
using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar.Fuzz;

/// <summary>Whatever octets come: an answer with a reason, no exception, and work that grows with their number alone.</summary>
public sealed class CookieJarFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Urls =
    [
        "https://www.app.example/a/b", "http://www.app.example/a", "http://localhost/", "http://127.0.0.1:80/%61/..", "https://[::1]/x", "https://app.example./", "wss://api.app.example/",
        "https://bücher.example/", "https://co.uk/", "ftp://app.example/", "http://x_y.example/",
    ];

    private static int Lines => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? 50_000_000 : 1_000_000;

    [Fact]
    public void No_line_breaks_the_jar()
    {
        ulong seed = ChosenSeed.Take();
        output.WriteLine($"CLOAKROOM_SEED={seed}");
        var numbers = new Numbers(seed);
        var mutator = new LineMutator(numbers, LineSeeds.All());
        CookieContext[] contexts = [.. Urls.SelectMany(Contexts)];
        var clock = new FakeClock();
        var jar = new CookieJar(new() { MaxPerDomain = 20, MaxTotal = 100, HttpPrefixes = true, LaxAllowingUnsafe = TimeSpan.FromMinutes(2) }, clock);
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Lines; i++)
        {
            byte[] line = mutator.Next();
            CookieContext context = contexts[numbers.Below(contexts.Length)];
            try
            {
                CookieDecision decision = jar.Receive(line, context);
                codes[decision.Code] = codes.GetValueOrDefault(decision.Code) + 1;
                Look(jar, decision, contexts[numbers.Below(contexts.Length)], i);
                clock.SetUtcNow(clock.GetUtcNow().AddSeconds(numbers.Below(3)));
            }
            catch (Exception e)
            {
                Assert.Fail($"line {i} {Convert.ToBase64String(line)} from {context}: {e}");
            }
        }

        output.WriteLine(string.Join(", ", codes.Select(c => $"{c.Key}: {c.Value}")));
        Assert.True(codes.Count > 15, "Most rules should be met.");
    }

    // What takes the square of its input would need hours for these; the bound only ends a hang.
    [Theory(Timeout = 120_000)]
    [InlineData(";")]
    [InlineData("; ")]
    [InlineData("=")]
    [InlineData(" ")]
    [InlineData("a")]
    [InlineData(";Path=/")]
    [InlineData(";Path=/a/a/a/a")]
    [InlineData("; Expires=1")]
    [InlineData(";Domain=a.a.a.a")]
    [InlineData("a.")]
    [InlineData("1 ")]
    [InlineData("1:")]
    [InlineData("é")]
    public async Task Work_is_linear_in_the_length_of_a_line(string piece)
    {
        await Task.Run(
            () =>
            {
                foreach (string begin in new[] { "", "a=", "a=b; Expires=", "a=b; Domain=", "a=b; Max-Age=" })
                {
                    byte[] line = Encoding.UTF8.GetBytes($"{begin}{string.Concat(Enumerable.Repeat(piece, 4_000_000 / piece.Length))}");
                    var jar = new CookieJar(clock: new FakeClock());
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    CookieDecision decision = jar.Receive(line, new(new Uri("https://www.app.example/")));
                    Assert.NotEmpty(decision.Explanation);
                    Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
                }
            },
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public void No_file_breaks_the_jar()
    {
        ulong seed = ChosenSeed.Take();
        output.WriteLine($"CLOAKROOM_SEED={seed}");
        var numbers = new Numbers(seed);
        var jar = new CookieJar(clock: new FakeClock());
        jar.Receive("sid=1; Path=/a; Secure; HttpOnly; SameSite=Strict; Max-Age=86400", new(new Uri("https://www.app.example/")));
        jar.Receive("p=1; Secure; SameSite=None; Partitioned", CookieContext.Frame(new Uri("https://www.app.example/"), new Uri("https://shop.co.uk/")));
        var saved = new MemoryStream();
        jar.Save(saved);
        var mutator = new LineMutator(numbers, [saved.ToArray()]);
        int loaded = 0;
        for (int i = 0; i < Lines / 50; i++)
        {
            byte[] file = mutator.Next();
            try
            {
                jar.Load(new MemoryStream(file));
                jar.GetCookieHeader(new Uri("https://www.app.example/"));
                loaded++;
            }
            catch (InvalidDataException)
            {
                // The one answer to what is no jar.
            }
        }

        output.WriteLine($"{loaded} of {Lines / 50} loaded.");
    }

    private static IEnumerable<CookieContext> Contexts(string url)
    {
        var address = new Uri(url);
        var other = new Uri("https://other.example/");
        return
        [
            new(address), CookieContext.Navigation(address, other) with { Method = "POST" }, CookieContext.Fetch(address, other), CookieContext.Frame(address, other),
            CookieContext.Script(address), CookieContext.Script(address, other), CookieContext.Fetch(address, new Uri("about:blank")),
        ];
    }

    private static void Look(CookieJar jar, CookieDecision decision, CookieContext context, int i)
    {
        if (i % 10 == 0)
        {
            Assert.NotEmpty(decision.ToString());
            Assert.NotEmpty(decision.ToJson());
            Assert.Equal(jar.GetCookieHeader(context), jar.Send(context).Header);
        }

        if (decision.Cookie is { } cookie && i % 10 == 1)
        {
            Assert.NotEmpty(jar.Explain(cookie, context).ToString());
        }
    }
}
