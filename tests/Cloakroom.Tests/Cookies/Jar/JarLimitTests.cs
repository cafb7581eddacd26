using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>"Remove excess cookies" (RFC 6265bis 5.7), in the draft's order.</summary>
public sealed class JarLimitTests
{
    private static readonly Uri Home = new("https://app.example/");
    private readonly FakeClock _clock = new();

    [Fact]
    public void A_full_domain_loses_first_what_has_no_Secure_and_was_not_used_longest()
    {
        CookieJar jar = Jar(maxPerDomain: 3);
        Receive(jar, "s=1; Secure", "old=1", "young=1");
        jar.GetCookieHeader(new Uri("https://app.example/"));
        CookieDecision decision = jar.Receive("new=1", new(Home));
        Assert.Equal((CookieOutcome.Stored, "old"), (decision.Outcome, Assert.Single(decision.Evicted).Name));
        Assert.Equal("s=1; young=1; new=1", jar.GetCookieHeader(Home));
    }

    [Fact]
    public void A_use_puts_a_cookie_behind_the_others()
    {
        CookieJar jar = Jar(maxPerDomain: 3);
        Receive(jar, "a=1; Path=/a", "b=1", "c=1");
        jar.GetCookieHeader(new Uri("https://app.example/a"));
        Receive(jar, "b=2", "c=2");
        Assert.Equal("a", Assert.Single(jar.Receive("d=1", new(Home)).Evicted).Name);
        jar.GetCookieHeader(Home);
        Assert.Equal("b", Assert.Single(jar.Receive("e=1", new(Home)).Evicted).Name);
    }

    [Fact]
    public void A_new_cookie_without_Secure_does_not_push_out_one_that_has_it()
    {
        CookieJar jar = Jar(maxPerDomain: 2);
        Receive(jar, "a=1; Secure", "b=1; Secure");
        CookieDecision decision = jar.Receive("c=1", new(Home));
        Assert.Equal((CookieOutcome.Refused, CookieRule.Evicted), (decision.Outcome, decision.Rule));
        Assert.Equal("a", Assert.Single(jar.Receive("d=1; Secure", new(Home)).Evicted).Name);
    }

    [Fact]
    public void What_has_expired_goes_before_anything_else()
    {
        CookieJar jar = Jar(maxPerDomain: 2);
        Receive(jar, "a=1", "b=1; Max-Age=1; Secure");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(jar.Receive("c=1", new(Home)).Evicted);
        Assert.Equal("a=1; c=1", jar.GetCookieHeader(Home));
    }

    [Fact]
    public void A_replaced_cookie_makes_no_room_necessary()
    {
        CookieJar jar = Jar(maxPerDomain: 2);
        Receive(jar, "a=1", "b=1");
        Assert.Empty(jar.Receive("a=2", new(Home)).Evicted);
    }

    [Fact]
    public void A_full_jar_loses_what_was_not_used_longest_wherever_it_is()
    {
        CookieJar jar = Jar(maxTotal: 100);
        for (int i = 0; i < 150; i++)
        {
            jar.Receive("a=1", new(new Uri($"https://h{i}.example/")));
            Assert.Equal("a=1", jar.GetCookieHeader(new Uri("https://h0.example/")));
        }

        Assert.Equal(100, jar.Count);
        Assert.Null(jar.GetCookieHeader(new Uri("https://h1.example/")));
        Assert.Null(jar.GetCookieHeader(new Uri("https://h50.example/")));
        Assert.NotNull(jar.GetCookieHeader(new Uri("https://h51.example/")));
    }

    [Fact]
    public void Each_partition_of_a_domain_has_its_own_limit()
    {
        CookieJar jar = Jar(maxPerDomain: 1);
        Assert.Empty(jar.Receive("a=1; Secure; SameSite=None; Partitioned", CookieContext.Frame(Home, new Uri("https://x.example/"))).Evicted);
        Assert.Empty(jar.Receive("a=1; Secure; SameSite=None; Partitioned", CookieContext.Frame(Home, new Uri("https://y.example/"))).Evicted);
        Assert.Empty(jar.Receive("a=1", new(Home)).Evicted);
        Assert.Equal(3, jar.Count);
    }

    [Fact]
    public void The_end_of_the_browser_s_session_leaves_what_has_an_expiry()
    {
        CookieJar jar = Jar();
        Receive(jar, "a=1", "b=1; Max-Age=60");
        jar.EndSession();
        Assert.Equal("b=1", jar.GetCookieHeader(Home));
        jar.Clear();
        Assert.Equal(0, jar.Count);
    }

    [Fact]
    public void A_cookie_renewed_without_end_takes_no_more_room()
    {
        CookieJar jar = Jar();
        for (int i = 0; i < 1000; i++)
        {
            jar.Receive($"a={i}; Max-Age={i + 1}", new(Home));
        }

        Assert.Equal(1, jar.Count);
        _clock.Advance(TimeSpan.FromSeconds(999));
        Assert.Equal("a=999", jar.GetCookieHeader(Home));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, jar.Count);
    }

    [Fact]
    public void Limits_below_one_are_a_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CookieJarOptions { MaxPerDomain = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CookieJarOptions { MaxTotal = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CookieJarOptions { LaxAllowingUnsafe = TimeSpan.FromTicks(-1) });
    }

    private CookieJar Jar(int maxPerDomain = 180, int maxTotal = 3000) => new(new() { MaxPerDomain = maxPerDomain, MaxTotal = maxTotal }, _clock);

    private static void Receive(CookieJar jar, params string[] lines) => Assert.All(lines, line => Assert.True(jar.Receive(line, new(Home)).Worked));
}
