using Cloakroom.Bench.Contest;

namespace Cloakroom.Bench.Peers;

/// <summary>A row of the contest.</summary>
/// <param name="Row">What is measured.</param>
/// <param name="Against">The row of ours that does the same work; null for our own, and for a limit.</param>
internal sealed record Rival(Row Row, string? Against)
{
    /// <summary>Whether it runs on Node.</summary>
    public bool IsOfNode { get; init; }

    /// <summary>A contender that greets one user at <c>/id</c>, or whoever is signed in at another path, by what its login gives out; another user is proven not to get in.</summary>
    public static async Task<Rival> OfAsync(string name, Contender contender, string? against, string path = "/id", string login = "/login?")
    {
        (string other, _) = await Caller.LoginAsync(contender, $"{login}&user=43");
        await Ask.Get(contender, "/id", other).ProveRefusedAsync("another user");
        (string shown, _) = await Caller.LoginAsync(contender, login);
        return new(new(name, Ask.Get(contender, "/hello"), Ask.Get(contender, path, shown)), against);
    }

    /// <summary>The same at an endpoint with <c>RequireAuthorization</c>.</summary>
    public Rival Guarded(string? against) => new(new($"{Row.Name}, RequireAuthorization", Row.Anonymous, Row.Authenticated with { Path = "/private" }), against);
}
