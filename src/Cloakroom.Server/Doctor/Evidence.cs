using System.Collections.Immutable;

namespace Cloakroom.Server.Doctor;

/// <summary>What two addresses answered. Facts only; <see cref="Diagnosis"/> draws the conclusions.</summary>
/// <param name="App">The page.</param>
/// <param name="Api">What the page calls, asked with the page's Origin; the same visit as of the page where there is one address.</param>
internal sealed record Evidence(Visit App, Visit Api)
{
    /// <summary>What the API said to a preflight for a POST of JSON; null where none was needed.</summary>
    public CorsAnswer? Preflight { get; init; }

    /// <summary>The API's host over plain http, not followed; null where it was not asked or did not answer.</summary>
    public Hop? PlainHttp { get; init; }

    /// <summary>The API when the request itself claims that a proxy took https off; null where that was not tried.</summary>
    public Visit? ToldHttps { get; init; }

    /// <summary>A line that somebody has from elsewhere, for example from the answer to a login.</summary>
    public CookieLine? Given { get; init; }
}

/// <summary>A request and the redirects that it led through.</summary>
/// <param name="Asked">The address.</param>
/// <param name="Hops">Every answer, in order; empty where nobody answered.</param>
/// <param name="End">How it ended.</param>
/// <param name="Trouble">What went wrong, in a sentence; empty where nothing did.</param>
internal sealed record Visit(Uri Asked, ImmutableArray<Hop> Hops, VisitEnd End, string Trouble = "")
{
    /// <summary>Where it ended.</summary>
    public Uri Reached => Hops.IsEmpty ? Asked : Hops[^1].Url;

    /// <summary>Every line that was set on the way, with who set it.</summary>
    public IEnumerable<(Uri SetBy, CookieLine Line)> Cookies => Hops.SelectMany(h => h.Cookies.Select(c => (h.Url, c)));
}

/// <summary>One answer.</summary>
/// <param name="Url">Who gave it.</param>
/// <param name="Status">Its status.</param>
internal sealed record Hop(Uri Url, int Status)
{
    public ImmutableArray<CookieLine> Cookies { get; init; } = [];

    /// <summary>Where it sends the browser; null for nowhere.</summary>
    public Uri? Location { get; init; }

    public CorsAnswer Cors { get; init; } = new(0, null, AllowsCredentials: false);

    public bool HasHsts { get; init; }

    /// <summary>Why a browser would not take the certificate; empty where it would, or there is none.</summary>
    public string CertificateProblem { get; init; } = "";
}

/// <summary>What an answer allows pages of other origins.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Origin">Access-Control-Allow-Origin; null without one.</param>
/// <param name="AllowsCredentials">Whether Access-Control-Allow-Credentials is true.</param>
internal sealed record CorsAnswer(int Status, string? Origin, bool AllowsCredentials)
{
    public string Methods { get; init; } = "";

    public string Headers { get; init; } = "";
}

/// <summary>How a visit ended.</summary>
internal enum VisitEnd
{
    Answered = 1,

    /// <summary>No address, no listener, no TLS.</summary>
    Unreachable = 2,

    TimedOut = 3,

    TooManyRedirects = 4,

    /// <summary>A redirect to something that is no http or https address.</summary>
    RedirectElsewhere = 5,
}
