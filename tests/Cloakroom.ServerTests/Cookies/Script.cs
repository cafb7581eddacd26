namespace Cloakroom.ServerTests.Cookies;

/// <summary>A random script: steps that make sense one after the other. The seed makes it again, on the same day to the letter.</summary>
internal sealed class Script
{
    private static readonly string[] Paths = ["/", "/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/A", "/%61", "/a%2Fb", "/a//b", "/a/../b", "/a/%2e%2e/b", "/%C3%A9", "/\u00e9/x", "/a=b/c"];

    private readonly Numbers _numbers;
    private readonly Hosts _hosts;
    private readonly Lines _lines;

    private Script(ulong seed, DateTimeOffset day)
    {
        _numbers = new(seed);
        _hosts = new(_numbers);
        _lines = new(_numbers, day);
    }

    /// <summary>25 to 50 steps.</summary>
    public static IReadOnlyList<Step> Make(ulong seed, World world)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var script = new Script(seed, new(now.Date, TimeSpan.Zero));
        var scene = new Scene(world);
        var steps = new List<Step>();
        int count = 25 + script._numbers.Below(26);
        while (steps.Count < count)
        {
            Step step = script.Next(scene);
            if (scene.Allows(step))
            {
                scene = scene.After(step, scene.Legs(step, steps.Count));
                steps.Add(step);
            }
        }

        return steps;
    }

    private Step Next(Scene scene)
    {
        if (scene.Documents.Count == 0)
        {
            return new(Act.AddressBar) { Hops = Hops(tlsOnly: false) };
        }

        Actor actor = (Actor)_numbers.Below(scene.Documents.Count);
        bool tlsOnly = scene.Documents.Any(d => d.Leg.Hop.Place.IsTls);
        return _numbers.Below(20) switch
        {
            0 or 1 => new(Act.AddressBar) { Hops = Hops(tlsOnly: false) },
            2 => new(Act.Reload),
            3 => new(Act.Link, actor) { Hops = Hops(tlsOnly: false) },
            4 => new(Act.Location, actor) { Hops = Hops(tlsOnly: false) },
            5 or 6 or 7 => new(Act.Form, actor) { Hops = Hops(tlsOnly), Method = _numbers.Of("GET", "POST", "POST") },
            8 or 9 or 10 or 11 => new(Act.Fetch, actor)
            {
                Hops = Hops(tlsOnly),
                Method = _numbers.Of("GET", "GET", "POST"),
                Mode = _numbers.Of("cors", "no-cors"),
                Credentials = _numbers.Of("include", "include", "include", "same-origin", "omit"),
            },
            12 => new(Act.Image, actor) { Hops = Hops(tlsOnly) },
            13 or 14 => new(Act.Frame, actor) { Hops = Hops(tlsOnly) },
            15 => new(Act.FrameLocation, actor) { Hops = Hops(tlsOnly) },
            16 => new(Act.Read, actor),
            _ => new(Act.Write, actor) { Line = _lines.Next(scene[actor].Leg.Hop.Place.Host, byScript: true) },
        };
    }

    private List<Hop> Hops(bool tlsOnly)
    {
        var hops = new List<Hop>();
        int redirects = _numbers.Chance(25) ? 1 + _numbers.Below(2) : 0;
        for (int i = 0; i <= redirects; i++)
        {
            Place place = _hosts.Any(_numbers, tlsOnly);
            string[] lines = new string[_numbers.Of(0, 1, 1, 2, 3)];
            for (int line = 0; line < lines.Length; line++)
            {
                lines[line] = _lines.Next(place.Host, byScript: false);
            }

            hops.Add(new(place, _numbers.Of(Paths), _numbers.Of(301, 302, 303, 307, 308), lines));
        }

        return hops;
    }
}
