namespace Cloakroom.ServerTests.Cookies;

/// <summary>One thing that a person or a page does.</summary>
internal sealed record Step(Act Act, Actor Actor = Actor.Top)
{
    /// <summary>The request and its redirects; empty for a script.</summary>
    public IReadOnlyList<Hop> Hops { get; init; } = [];

    public string Method { get; init; } = "GET";

    /// <summary>The mode of a fetch.</summary>
    public string Mode { get; init; } = "no-cors";

    /// <summary>The credentials of a fetch.</summary>
    public string Credentials { get; init; } = "include";

    /// <summary>What a script assigns to <c>document.cookie</c>.</summary>
    public string Line { get; init; } = "";

    /// <summary>Whether the answer takes the place of the whole page.</summary>
    public bool LeavesPage => Act is Act.AddressBar or Act.Reload or Act.Link or Act.Location or Act.Form;

    /// <summary>The method of a hop: a redirect may turn it into GET (Fetch, "HTTP-redirect fetch").</summary>
    public string MethodOf(int hop)
    {
        string method = Method;
        foreach (Hop before in Hops.Take(hop))
        {
            method = before.Status is 307 or 308 || (method is not "POST" && before.Status is 301 or 302) || method is "HEAD" ? method : "GET";
        }

        return method;
    }

    public override string ToString() =>
        $"{Act} by {Actor}{(Act is Act.Fetch ? $" {Method} {Mode} {Credentials}" : Act is Act.Form ? $" {Method}" : "")}"
        + (Act is Act.Write ? $" {Octets.Show(Line)}" : "")
        + string.Concat(Hops.Select((h, i) => $"\n    {(i == 0 ? "" : $"{Hops[i - 1].Status} ")}-> {h}"));
}

/// <summary>What is done.</summary>
internal enum Act
{
    AddressBar,
    Reload,
    Link,
    Location,
    Form,
    Fetch,
    Image,

    /// <summary>The actor gets a frame, in place of the one it had.</summary>
    Frame,

    /// <summary>A frame goes elsewhere by its own script.</summary>
    FrameLocation,
    Read,
    Write,
}

/// <summary>Which document acts.</summary>
internal enum Actor
{
    /// <summary>The page in the address bar.</summary>
    Top,

    /// <summary>The frame in it.</summary>
    Frame,

    /// <summary>The frame in that frame.</summary>
    Inner,
}
