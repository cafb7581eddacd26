using System.Text;
using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Server.Journeys;

/// <summary>
/// Every answer of a journey, in full: status, headers and body. What differs from one run to the next has a name in place of its value: IDs
/// as they become known, and moments.
/// </summary>
internal sealed partial class Transcript
{
    // Said of this moment, or by the length of the others.
    private static readonly string[] Passing = ["Date", "Content-Length"];

    private readonly List<(string Step, string Text)> _steps = [];
    private readonly List<(string Value, string Name)> _names = [];

    /// <summary>From now on and before: this value appears under a name.</summary>
    public void Name(string value, string name) => _names.Add((value, name));

    public async Task AddAsync(string step, HttpResponseMessage answer)
    {
        var text = new StringBuilder().AppendLine($"{(int)answer.StatusCode} {await answer.CodeAsync()}");
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers)
            .Where(h => !Passing.Contains(h.Key, StringComparer.Ordinal)).OrderBy(h => h.Key, StringComparer.Ordinal))
        {
            text.AppendJoin("", values.Select(v => $"{name}: {v}\n"));
        }

        _steps.Add((step, text.Append(await answer.TextAsync()).ToString()));
    }

    /// <summary>The lines that only one of both has, step by step; empty when they are the same.</summary>
    public string Differences(Transcript other)
    {
        var found = new StringBuilder();
        for (int i = 0; i < Math.Max(_steps.Count, other._steps.Count); i++)
        {
            string[] mine = Lines(i), theirs = other.Lines(i);
            if (!mine.SequenceEqual(theirs, StringComparer.Ordinal))
            {
                // A change of order alone has no line of its own: then all are shown.
                string[] less = [.. mine.Except(theirs, StringComparer.Ordinal)], more = [.. theirs.Except(mine, StringComparer.Ordinal)];
                (less, more) = less.Length + more.Length == 0 ? (mine, theirs) : (less, more);
                found.AppendLine($"{i + 1}. {_steps.ElementAtOrDefault(i).Step ?? other._steps[i].Step}")
                    .AppendJoin("", less.Select(l => $"  - {l}\n")).AppendJoin("", more.Select(l => $"  + {l}\n"));
            }
        }

        return found.ToString();
    }

    private string[] Lines(int step)
    {
        string text = step < _steps.Count ? _steps[step].Text : "";
        // The longest first: a handle before the number on the ticket, which is its beginning.
        foreach ((string value, string name) in _names.OrderByDescending(n => n.Value.Length))
        {
            text = text.Replace(value, name, StringComparison.Ordinal);
        }

        text = AuthenticatedAt().Replace(text, "MOMENT");
        text = Page().Replace(text, "MOMENT");
        text = Hours().Replace(text, "in HOURS");
        text = Token().Replace(text, "TOKEN");
        text = Device().Replace(text, "DEVICE");
        text = Trace().Replace(text, "TRACE");
        return text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    // A moment before the session began: how long before is a matter of the password.
    [GeneratedRegex(@"(?<=""authenticatedAt"":"")[^""]+", RegexOptions.None, 10_000)]
    private static partial Regex AuthenticatedAt();

    // The time of a page, for people and for programs, and the page's own.
    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|\d{1,2} \w{3} \d{4}, \d\d:\d\d UTC|(?<=data-now="")\d+|(?<=nonce[-=]""?)[\w-]{22}", RegexOptions.None, 10_000)]
    private static partial Regex Page();

    [GeneratedRegex(@"in \d+ hours?( \d+ minutes?)?", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Hours();

    // Of CSRF: 48 bytes as base64url.
    [GeneratedRegex(@"(?<=csrf=|""token"":"")[\w-]{64}(?=[;""])", RegexOptions.None, 10_000)]
    private static partial Regex Token();

    // Of the cookie that a browser is known by.
    [GeneratedRegex(@"(?<=device=)[\w-]{48}(\.[\w-]{48})*(?=;)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Device();

    [GeneratedRegex(@"(?<=""traceId"":"")[^""]+", RegexOptions.None, 10_000)]
    private static partial Regex Trace();
}
