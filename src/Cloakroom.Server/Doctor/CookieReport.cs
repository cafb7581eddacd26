using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>The diagnosis of one line, for people and as JSON. No value of a cookie is in it.</summary>
/// <param name="Line">The line without its value.</param>
/// <param name="Parts">Its parts in words.</param>
/// <param name="SetBy">Where it came from.</param>
/// <param name="Received">Whether it is stored, and why.</param>
/// <param name="Request">The request that should bring it back.</param>
/// <param name="Sent">Whether it goes with that, and why; null where the line could not be read.</param>
/// <param name="Works">Whether it arrives.</param>
/// <param name="Change">What makes it arrive; null where it does, or nothing simple helps.</param>
internal sealed record CookieReport(
    string Line, IReadOnlyList<ReportedPart> Parts, string SetBy, CookieDecision Received, string Request, CookieDecision? Sent, bool Works, ReportedChange? Change)
{
    public static CookieReport Of(CookieQuestion question, TimeProvider clock)
    {
        var judgement = CookieJudgement.Of(question, clock);
        var remedy = Remedy.Find(question, q => CookieJudgement.Of(q, clock).Works);
        return new(
            question.Line.Shown,
            [.. judgement.Parts.Select(p => new ReportedPart(p.Text, p.Kind == CookiePartKind.Absent, p.Explanation))],
            Answer(question), judgement.Received, question.Sending.ToString(), judgement.Sent, judgement.Works,
            remedy is null ? null : ReportedChange.Of(question, remedy));
    }

    private static string Answer(CookieQuestion question) =>
        $"an answer of {question.From}{(question.Setting.Initiator is { } page ? $" to a request of {page}" : "")}";
}

/// <summary>A part of a line.</summary>
internal sealed record ReportedPart(string Text, bool IsAbsent, string Explanation);

/// <summary>What makes a cookie arrive.</summary>
/// <param name="Steps">What to do, all of it.</param>
/// <param name="Line">The line afterwards.</param>
/// <param name="From">Who sets it afterwards; null where that stays.</param>
/// <param name="To">The request afterwards; null where that stays.</param>
/// <param name="Initiator">The page afterwards; null where that stays.</param>
internal sealed record ReportedChange(IReadOnlyList<string> Steps, string Line, string? From, string? To, string? Initiator)
{
    public static ReportedChange Of(CookieQuestion before, Remedy remedy) => new(
        remedy.Steps, remedy.After.Line.Shown, Changed(before.From, remedy.After.From), Changed(before.To, remedy.After.To),
        Changed(before.Initiator, remedy.After.Initiator));

    private static string? Changed(Uri? before, Uri? after) => before == after ? null : after?.AbsoluteUri;
}
