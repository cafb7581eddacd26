namespace Cloakroom.Tests.Server.Attacks;

/// <summary>What was answered to the requests of an attack, as the page tells it: each kind of answer once, in the order of the requests.</summary>
internal sealed class Transcript
{
    private readonly SortedDictionary<int, SortedSet<string>> _answers = [];
    private readonly List<string> _said = [];

    public string Text => string.Join(", ", Answers().Concat(_said));

    /// <param name="number">Which request of the line.</param>
    /// <param name="answers">One, or one for each value and repetition.</param>
    /// <param name="isCrowd">Sent at once: whoever is told that the server is busy just then is left out.</param>
    public void Add(int number, IEnumerable<WireAnswer> answers, bool isCrowd)
    {
        lock (_answers)
        {
            if (!_answers.TryGetValue(number, out SortedSet<string>? all))
            {
                _answers[number] = all = new(StringComparer.Ordinal);
            }

            all.UnionWith(answers.Where(a => !isCrowd || a.Status != 503).Select(Of));
        }
    }

    /// <summary>For what is looked at in another way than by sending the line.</summary>
    public void Say(string what) => _said.Add(what);

    public void Say(WireAnswer? answer) => Say(answer is null ? "nothing" : Of(answer));

    private static string Of(WireAnswer answer) => answer.By is { } proxy ? $"{answer.Status} by {proxy}" : answer.Code is { } code ? $"{answer.Status} {code}" : $"{answer.Status}";

    private IEnumerable<string> Answers()
    {
        string last = "";
        foreach (SortedSet<string> all in _answers.Values)
        {
            string next = string.Join(" or ", all);
            if (next != last)
            {
                yield return last = next;
            }
        }
    }
}
