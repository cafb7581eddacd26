namespace Cloakroom.ServerTests.Cookies;

/// <summary>Which documents are open: the page, a frame in it, a frame in that.</summary>
internal sealed record Scene(World World)
{
    /// <summary>From the page inwards.</summary>
    public IReadOnlyList<Document> Documents { get; init; } = [];

    public bool Has(Actor actor) => (int)actor < Documents.Count;

    public Document this[Actor actor] => Documents[(int)actor];

    /// <summary>The documents around one, the nearest first.</summary>
    public IReadOnlyList<Uri> Around(Actor actor) => [.. Documents.Take((int)actor).Reverse().Select(d => d.Leg.Url)];

    /// <summary>
    /// Whether a browser would do the step at all: from https it asks plain http for nothing but a page (Mixed Content), and what was posted is
    /// not posted again without asking.
    /// </summary>
    public bool Allows(Step step) => step switch
    {
        { Act: Act.AddressBar } => true,
        _ when !Has(step.Actor) => false,
        { Act: Act.Reload } => step.Actor == Actor.Top && this[Actor.Top].Method == "GET",
        { Act: Act.FrameLocation } => step.Actor != Actor.Top && IsUnmixed(step),
        { Act: Act.Frame } => step.Actor != Actor.Inner && IsUnmixed(step),
        { Act: Act.Read or Act.Write or Act.Link or Act.Location } => true,
        _ => IsUnmixed(step),
    };

    /// <summary>The hops of a step; a reload goes where the page is.</summary>
    public IReadOnlyList<Leg> Legs(Step step, int number) =>
        step.Act is Act.Reload ? [this[Actor.Top].Leg] : [.. step.Hops.Select((h, i) => World.Leg(h, $"{number}.{i}"))];

    /// <summary>The scene after the step.</summary>
    public Scene After(Step step, IReadOnlyList<Leg> legs)
    {
        if (step.Act is Act.Reload)
        {
            return this with { Documents = [this[Actor.Top]] };
        }

        if (legs.Count == 0 || step.Act is Act.Fetch or Act.Image)
        {
            return this;
        }

        Leg last = legs[^1];
        bool isCrossSite = step.Act is not Act.AddressBar && !World.IsSameSite(this[step.Actor].Leg.Hop.Place, last.Hop.Place);
        int depth = step.Act switch { Act.Frame => (int)step.Actor + 1, Act.FrameLocation => (int)step.Actor, _ => 0 };
        return this with { Documents = [.. Documents.Take(depth), new Document(last, step.MethodOf(legs.Count - 1), isCrossSite)] };
    }

    /// <summary>Whether every step of a script can be done.</summary>
    public static bool MakesSense(IReadOnlyList<Step> script, World world)
    {
        var scene = new Scene(world);
        for (int i = 0; i < script.Count; i++)
        {
            if (!scene.Allows(script[i]))
            {
                return false;
            }

            scene = scene.After(script[i], scene.Legs(script[i], i));
        }

        return true;
    }

    private bool IsUnmixed(Step step) =>
        !Documents.Take((int)step.Actor + 1).Any(d => d.Leg.Hop.Place.IsTls) || step.Hops.All(h => h.Place.IsTls);
}

/// <summary>An open document.</summary>
/// <param name="Leg">How it was asked for.</param>
/// <param name="Method">By which method.</param>
/// <param name="CameCrossSite">Whether a document of another site had asked.</param>
internal sealed record Document(Leg Leg, string Method, bool CameCrossSite);
