using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>One attack on one store: who takes part, what was kept of earlier answers, and sending what the line says.</summary>
internal sealed class Scene(Attack attack, Grounds grounds, Ground ground)
{
    private Task<Person>? _ada, _bob, _eve;
    private Task<Forger>? _forger;

    public Attack Attack => attack;

    /// <summary>Where else this store can be had.</summary>
    public Grounds Grounds => grounds;

    public Ground Ground => ground;

    /// <summary>The one who is attacked, or whose session it is.</summary>
    public Task<Person> Ada => _ada ??= ground.PersonAsync("ada");

    /// <summary>Somebody else.</summary>
    public Task<Person> Bob => _bob ??= ground.PersonAsync("bob");

    /// <summary>The attacker, who has an account as well.</summary>
    public Task<Person> Eve => _eve ??= ground.PersonAsync("eve");

    /// <summary>Makes tokens with the key of this deployment, starting from one of Ada's.</summary>
    public Task<Forger> Forger => _forger ??= MakeForgerAsync();

    /// <summary>Where the attacker's own server listens, for tokens that name it.</summary>
    public int TrapPort { get; set; }

    /// <summary>What was answered, for the page.</summary>
    public Transcript Transcript { get; private init; } = new();

    /// <summary>What a line says is to be saved, by name.</summary>
    public Dictionary<string, string> Saved { get; } = new(StringComparer.Ordinal);

    /// <summary>The same attack elsewhere.</summary>
    public Scene On(Ground other) => new(attack, grounds, other) { Transcript = Transcript };

    /// <summary>Servers on a store with nothing in it, seen on the same way.</summary>
    public async Task<Ground> NewGroundAsync(Action<IServiceCollection>? replace = null, int nodes = 2, params string[] flags) =>
        (await grounds.NewAsync(replace, nodes, flags)).By(ground.Way);

    /// <summary>Sends all requests in order. What nobody has built is left out (<see cref="Routes.NotBuilt"/>).</summary>
    public async Task<IReadOnlyList<Played>> PlayAsync(Node? node = null)
    {
        var all = new List<Played>();
        foreach (AttackRequest request in attack.Requests.Where(r => !Routes.IsNotBuilt(r.Path)))
        {
            all.Add(await PlayAsync(request, node));
        }

        return all;
    }

    /// <summary>Sends one request, once for each value that its words stand for.</summary>
    public async Task<Played> PlayAsync(AttackRequest request, Node? node = null)
    {
        var answers = new List<WireAnswer>();
        foreach (byte[] bytes in await new RequestWriter(this).WriteAsync(request))
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, request.Parallel).Select(_ => Wire.ExchangeAsync((node ?? ground.Here).Url, bytes))));
        }

        Assert.NotEmpty(answers);
        Transcript.Add(NumberOf(request), answers, isCrowd: request.Parallel > 1);
        Save(request.Save, answers[^1]);
        return new Played(request, answers);
    }

    /// <summary>Sends all requests; each answer must be what the line expects in its first words.</summary>
    public async Task<IReadOnlyList<Played>> PlayAsWrittenAsync(Node? node = null)
    {
        IReadOnlyList<Played> all = await PlayAsync(node);
        IReadOnlyList<int> statuses = Expectation.Statuses(attack.Expected, attack.Requests.Count)
            ?? throw new InvalidOperationException($"What {attack.Id} expects does not begin with a status: {attack.Expected}");
        foreach (Played played in all)
        {
            int status = statuses[NumberOf(played.Request)];
            Assert.All(played.Answers, answer => Expectation.Check(attack.Expected, status, played, answer));
        }

        return all;
    }

    // One that a judgement has changed is still of its line.
    private int NumberOf(AttackRequest request)
    {
        List<AttackRequest> all = [.. attack.Requests];
        int number = all.FindIndex(r => ReferenceEquals(r, request));
        return number >= 0 ? number : all.FindIndex(r => (r.Method, r.Path) == (request.Method, request.Path));
    }

    private async Task<Forger> MakeForgerAsync() => new(ground, (await (await Ada).TokensAsync()).Access);

    private void Save(string what, WireAnswer answer)
    {
        if (what.Length > 0 && answer.SetCookie(Person.Cookie) is { } sid)
        {
            Saved[what.Split(' ')[0]] = sid;
        }
    }
}

/// <summary>A request and its answers, one for each value and repetition.</summary>
internal sealed record Played(AttackRequest Request, IReadOnlyList<WireAnswer> Answers)
{
    /// <summary>The only answer.</summary>
    public WireAnswer Answer => Assert.Single(Answers);

    /// <summary>Where it is to be refused, a proxy may do so before.</summary>
    public void Is(int status) => Assert.All(Answers, a => Assert.True(a.Is(status), $"{Request.Method} {Request.Path}: {status} expected: {a}"));
}
