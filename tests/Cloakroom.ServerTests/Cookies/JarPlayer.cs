using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Cloakroom.Cookies;

namespace Cloakroom.ServerTests.Cookies;

/// <summary>Plays a script in a jar: a browser without a browser, that knows redirects and credentials, and leaves cookies to the jar.</summary>
internal sealed class JarPlayer(CookieJar jar)
{
    private readonly List<Func<string>> _why = [];

    /// <summary>Why the jar did in the last step what it did.</summary>
    public string Why => string.Join('\n', _why.Select(w => $"    {w()}"));

    public Seen Play(Step step, Scene scene, IReadOnlyList<Leg> legs)
    {
        _why.Clear();
        List<string> arrivals = step.Act switch
        {
            Act.Read => [Read(scene, step.Actor)],
            Act.Write => Write(scene, step),
            _ => Request(step, scene, legs),
        };
        return new(arrivals, [.. jar.GetCookies().Select(Show)]);
    }

    private static CookieContext Document(Scene scene, Actor actor) => CookieContext.Script(scene[actor].Leg.Url, scene.Around(actor));

    private string Read(Scene scene, Actor actor)
    {
        CookieContext document = Document(scene, actor);
        Explain(document);
        return jar.GetDocumentCookie(document);
    }

    private List<string> Write(Scene scene, Step step)
    {
        CookieDecision decision = jar.SetDocumentCookie(step.Line, Document(scene, step.Actor));
        _why.Add(decision.ToString);
        return [Read(scene, step.Actor)];
    }

    private List<string> Request(Step step, Scene scene, IReadOnlyList<Leg> legs)
    {
        var arrivals = new List<string>();
        bool hasLeft = false;
        for (int i = 0; i < legs.Count; i++)
        {
            string method = step.MethodOf(i);
            CookieContext context = Context(step, scene, legs[i].Url) with { Method = method, RedirectChain = [.. legs.Take(i + 1).Select(l => l.Url)] };
            // Fetch 4.6: "same-origin" is over at the first hop elsewhere. Chromium does not look again at redirects of a fetch that is not "cors".
            hasLeft |= step.Act is Act.Fetch && (i == 0 || step.Mode == "cors") && legs[i].Hop.Place != scene[step.Actor].Leg.Hop.Place;
            bool hasCredentials = step.Act is not Act.Fetch || step.Credentials == "include" || (step.Credentials == "same-origin" && !hasLeft);
            arrivals.Add(hasCredentials ? $"{method} {Send(context)}" : $"{method} ");
            foreach (string line in hasCredentials ? legs[i].Hop.Lines : [])
            {
                CookieDecision decision = jar.Receive(Octets.Of(line), context);
                _why.Add(() => $"{Octets.Show(line)}\n      {decision}");
            }
        }

        return arrivals;
    }

    private static CookieContext Context(Step step, Scene scene, Uri url) => step.Act switch
    {
        Act.AddressBar => CookieContext.Navigation(url, null),
        Act.Reload => CookieContext.Navigation(url, null) with { Reload = scene[Actor.Top].CameCrossSite ? CookieReload.OfCrossSite : CookieReload.OfSameSite },
        Act.Link or Act.Location or Act.Form => By(step, scene, url) with { Kind = CookieRequestKind.TopLevelNavigation },
        Act.Frame => By(step, scene, url) with { Kind = CookieRequestKind.FrameNavigation, Ancestors = [scene[step.Actor].Leg.Url, .. scene.Around(step.Actor)] },
        Act.FrameLocation => By(step, scene, url) with { Kind = CookieRequestKind.FrameNavigation, Ancestors = scene.Around(step.Actor) },
        _ => By(step, scene, url),
    };

    private static CookieContext By(Step step, Scene scene, Uri url) =>
        new(url) { Initiator = scene[step.Actor].Leg.Url, InitiatorAncestors = scene.Around(step.Actor) };

    private string Send(CookieContext context)
    {
        Explain(context);
        var octets = new ArrayBufferWriter<byte>();
        jar.WriteCookieHeader(context, octets);
        return Octets.From(octets.WrittenSpan);
    }

    private void Explain(CookieContext context)
    {
        CookieSelection selection = jar.Send(context);
        _why.Add(() => $"{context}\n{string.Concat(selection.Cookies.Select(c => $"      {c}\n"))}".TrimEnd());
    }

    // The protocol of the developer tools has UTF-8 only, and leaves other octets out.
    private static string Text(ReadOnlySpan<byte> octets) => Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : "";

    private static StoredCookie Show(JarCookie cookie) => new(
        Text(cookie.NameOctets.Span), Text(cookie.ValueOctets.Span), $"{(cookie.HostOnly ? "" : ".")}{cookie.Domain}", Text(Octets.Of(cookie.Path)),
        $"{(cookie.Secure ? ", Secure" : "")}{(cookie.HttpOnly ? ", HttpOnly" : "")}{(cookie.SameSite is { } site ? $", {site}" : "")}",
        cookie.Partition is { } partition ? $", in {partition.TopLevelSite}{(partition.HasCrossSiteAncestor ? " below another" : "")}" : "")
    {
        Expires = cookie.Expires,
    };
}
