using Cloakroom.Cookies;
using Cloakroom.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>What holds for every history of lines and requests.</summary>
public sealed class CookieJarProperties
{
    private static int Histories => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? 50_000 : 1_000;

    [Fact]
    public void The_header_is_what_a_search_through_the_whole_jar_finds() => Always((jar, context) =>
    {
        IEnumerable<string> expected = jar.GetCookies()
            .Where(c => jar.Explain(c, context).Outcome == CookieOutcome.Sent)
            .OrderByDescending(c => c.Path.Length).ThenBy(c => c.Created)
            .Select(c => c.Name.Length == 0 ? c.Value : $"{c.Name}={c.Value}");
        string header = jar.GetCookieHeader(context) ?? "";
        CookieSelection selection = jar.Send(context);
        return header == string.Join("; ", expected) && (selection.Header ?? "") == header
            && selection.Cookies.TakeWhile(d => d.Worked).Count() == selection.Cookies.Count(d => d.Worked);
    });

    [Fact]
    public void No_cookie_goes_where_it_must_not() => Always((jar, context) => Sent(jar, context).All(c =>
        IsHostOf(c, context.Url) && (!c.Secure || IsSecure(context.Url)) && !(c.HttpOnly && context.Api == CookieApi.Script)
        && (context.Url.AbsolutePath + '/').StartsWith(c.Path.TrimEnd('/') + '/', StringComparison.Ordinal)));

    [Fact]
    public void A_Strict_cookie_goes_to_its_own_site_alone() => Always((jar, context) =>
        (context.Initiator is not { } page || context.Api == CookieApi.Script || IsSameSite(page, context.Url))
        || Sent(jar, context).All(c => c.SameSite != SameSite.Strict));

    [Fact]
    public void Without_Secure_nothing_is_kept_that_promises_it() => Always((jar, _) => jar.GetCookies().All(c =>
        (c.Secure || !(c.SameSite == SameSite.None || c.Partition is not null || c.Name.StartsWith("__", StringComparison.Ordinal)))
        && (!c.Name.StartsWith("__host-", StringComparison.OrdinalIgnoreCase) || (c.HostOnly && c.Path == "/"))));

    [Fact]
    public void No_two_cookies_have_the_same_name_domain_path_and_partition() => Always((jar, _) =>
        jar.GetCookies().GroupBy(c => (c.Name, c.Domain, c.HostOnly, c.Path, c.Partition)).All(g => g.Count() == 1));

    [Fact]
    public void A_domain_and_the_jar_stay_within_their_limits() => Always((jar, _) =>
        jar.Count == jar.GetCookies().Count && jar.Count <= jar.Options.MaxTotal
        && jar.GetCookies().GroupBy(c => (c.Domain, c.Partition)).All(g => g.Count() <= jar.Options.MaxPerDomain));

    [Fact]
    public void Saving_and_loading_changes_no_answer() => Always((jar, context) =>
    {
        var saved = new MemoryStream();
        jar.Save(saved);
        var back = new CookieJar(jar.Options, new FakeClock(new(2026, 1, 1, 0, 0, 1, TimeSpan.Zero)));
        back.Load(new MemoryStream(saved.ToArray()));
        var again = new MemoryStream();
        back.Save(again);
        return back.Count <= jar.Count && (back.Count < jar.Count || saved.ToArray().AsSpan().SequenceEqual(again.ToArray()));
    });

    private static void Always(Func<CookieJar, CookieContext, bool> holds)
    {
        Gen<(string? Line, CookieContext Context)[]> history = Gen.Choose(1, 40).SelectMany(n => Gen.ArrayOf(AnyCookies.Step, n));
        Check.One(Replay.Config(Histories), Prop.ForAll(Arb.From(history), Arb.From(AnyCookies.Context), (steps, asked) =>
        {
            var clock = new FakeClock();
            var jar = new CookieJar(new() { MaxPerDomain = 4, MaxTotal = 12 }, clock);
            foreach ((string? line, CookieContext context) in steps)
            {
                if (line is null)
                {
                    clock.Advance(TimeSpan.FromSeconds(1));
                    jar.GetCookieHeader(context);
                }
                else
                {
                    jar.Receive(line, context);
                }
            }

            return holds(jar, asked);
        }));
    }

    private static IEnumerable<JarCookie> Sent(CookieJar jar, CookieContext context) =>
        jar.Send(context).Cookies.Where(d => d.Outcome == CookieOutcome.Sent).Select(d => d.Cookie).OfType<JarCookie>();

    private static bool IsHostOf(JarCookie cookie, Uri url) =>
        url.Host == cookie.Domain || (!cookie.HostOnly && url.HostNameType == UriHostNameType.Dns && url.Host.EndsWith($".{cookie.Domain}", StringComparison.Ordinal));

    private static bool IsSecure(Uri url) => url.Scheme is "https" or "wss" || url.IsLoopback || url.Host.EndsWith(".localhost", StringComparison.Ordinal);

    private static bool IsSameSite(Uri page, Uri url) => Site.Of(page, PublicSuffixList.Default) == Site.Of(url, PublicSuffixList.Default);
}
