namespace Cloakroom.Bench.Contest;

/// <summary>A request to a contender.</summary>
/// <param name="Contender">Who is asked.</param>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">What for.</param>
/// <param name="Plain">Whole header lines that prove nothing.</param>
/// <param name="Secrets">Whole header lines, each of which must be right.</param>
internal sealed record Ask(Contender Contender, string Method, string Path, string[] Plain, params string[] Secrets)
{
    /// <summary>What a script of a page sends by itself.</summary>
    public static readonly string[] Script = ["Accept: */*", "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Sec-Fetch-Site: same-origin"];

    /// <summary>What a program sends that is no browser.</summary>
    public static readonly string[] Program = Script[..2];

    public string[] Headers => [.. Plain, .. Secrets];

    /// <summary>A GET of a page's script.</summary>
    public static Ask Get(Contender contender, string path, params string[] secrets) => new(contender, "GET", path, Script, secrets);

    /// <summary>
    /// Sees to it that it is authentication that is measured: the right secrets get the greeting; with one of them changed, or left out,
    /// there is none.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not so.</exception>
    public async Task ProveAsync()
    {
        Require(await Caller.IsGreetedAsync(this), "the user is refused");
        for (int i = 0; i < Secrets.Length; i++)
        {
            string[] spoiled = [.. Secrets];
            spoiled[i] = Spoiled(spoiled[i]);
            Require(!await Caller.IsGreetedAsync(this with { Secrets = spoiled }), "a wrong secret is accepted");
            Require(!await Caller.IsGreetedAsync(this with { Secrets = [.. Secrets.Where((_, n) => n != i)] }), "a missing secret is not missed");
        }
    }

    /// <summary>Sees to it that these are not greeted, whoever they are.</summary>
    public async Task ProveRefusedAsync(string what) => Require(!await Caller.IsGreetedAsync(this), $"{what} is accepted");

    // In each part that is long enough to be a secret; not its last character, which may have bits to spare.
    private static string Spoiled(string line) => string.Join(' ', line.Split(' ').Select(p => p.Length < 20 ? p : $"{p[..^10]}{(p[^10] == 'A' ? 'B' : 'A')}{p[^9..]}"));

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{Contender.Name}, {Method} {Path}: {otherwise}.");
        }
    }
}
