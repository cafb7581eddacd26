using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Checking;

/// <summary>A history written by hand: one line for each request, in the words of the checker. Ann has the session 1, and often 2.</summary>
internal sealed class HandWritten
{
    private readonly List<Operation> _operations = [];
    private readonly List<Window> _windows = [];
    private double _now;

    /// <summary>Half a second of freedom would hide what these histories show; there is none.</summary>
    public Bounds Bounds { get; init; } = new() { FailStatic = 2000, Slack = 0 };

    public HandWritten Login(int session, double at = 0, string user = "ann", int node = 0, double took = 10) =>
        Add(node, Verb.Login, session, at, new Answer(200) { SetsCookie = true, User = user }, user, took);

    /// <summary>Somebody asks who they are, and is told.</summary>
    public HandWritten Served(int session, double at, int node = 0, Verb verb = Verb.Who, string user = "ann") =>
        Add(node, verb, session, at, verb == Verb.Write ? new Answer(204) : new Answer(200) { User = verb == Verb.Who ? user : null }, user);

    public HandWritten Refused(int session, double at, int node = 0) => Add(node, Verb.Who, session, at, new Answer(401) { Code = "revoked" });

    public HandWritten Asked(int session, Verb verb, double at, int status, int node = 0, int target = 0, double took = 10) =>
        Add(node, verb, session, at, new Answer(status) { HasRetryAfter = true }, took: took, target: target);

    public HandWritten Answered(Verb verb, double at, Answer answer, int session = 0, double took = 10) => Add(0, verb, session, at, answer, took: took);

    public HandWritten During(Trouble trouble, double from, double to, int? node = null)
    {
        var window = new Window(trouble, node, from, () => _now);
        _now = to;
        window.Close();
        _windows.Add(window);
        return this;
    }

    /// <summary>The laws that were broken, each once.</summary>
    public Law[] Broken() => [.. Verdict().Violations.Select(v => v.Law).Distinct()];

    public Verdict Verdict() => Checker.Check([.. _operations.OrderBy(o => o.Start)], _windows, Bounds, nodes: 3);

    public string Tell() => string.Join('\n', Verdict().Violations.Select(v => v.Tell([.. _operations.OrderBy(o => o.Start)], _windows)));

    private HandWritten Add(int node, Verb verb, int session, double at, Answer answer, string user = "ann", double took = 10, int target = 0)
    {
        _operations.Add(new(node, verb, user, session, at, at + took, answer) { Target = target });
        return this;
    }
}
