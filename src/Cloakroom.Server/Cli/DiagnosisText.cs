using Cloakroom.Server.Doctor;

namespace Cloakroom.Server.Cli;

/// <summary>Prints what a browser will do with two addresses.</summary>
internal static class DiagnosisText
{
    private const int Way = 24, Answer = 10;

    public static void Write(Diagnosis diagnosis, Page page)
    {
        Write("page", diagnosis.App, page);
        if (diagnosis.Api.Url != diagnosis.App.Url)
        {
            Write("calls", diagnosis.Api, page);
            page.Paragraph(diagnosis.Relation, "", 7);
        }

        foreach (CookieVerdict cookie in diagnosis.Cookies)
        {
            Write(cookie, page);
        }

        page.Heading(diagnosis.Findings.IsEmpty ? "Nothing stands in the way." : "Findings");
        foreach (Finding finding in diagnosis.Findings)
        {
            page.Verbatim($"{finding.Code}{(finding.Weight == Weight.Obstacle ? "" : $" ({finding.Weight.ToString().ToLowerInvariant()})")}");
            page.Paragraph(finding.Sentence, " ", 2);
            page.Paragraph(finding.Fix, ">", 2);
        }

        if (diagnosis.Cause is { } cause)
        {
            page.Heading(cause.Weight == Weight.Obstacle ? "Change this first" : "From here all is well; what can still be wrong");
            page.Paragraph(cause.Fix);
        }
    }

    private static void Write(string label, VisitSummary visit, Page page) =>
        page.Paragraph($"{CookieLine.Printable(visit.Url)}  {(visit.Answers.Count == 0 ? "no answer" : string.Join(", ", visit.Answers))}", label, 7);

    private static void Write(CookieVerdict cookie, Page page)
    {
        page.Heading($"Set-Cookie: {cookie.Line}");
        page.Paragraph($"set by {CookieLine.Printable(cookie.SetBy)}");
        page.Gap();
        page.Verbatim($"{"from the page by".PadRight(Way)}{"kept".PadRight(Answer)}{"sent".PadRight(Answer)}{"readable".PadRight(Answer)}because");
        foreach (WayVerdict way in cookie.Ways)
        {
            page.Verbatim($"{way.Way.PadRight(Way)}{YesNo(way.Kept)}{YesNo(way.Sent)}{YesNo(way.Readable)}{way.Rule}".TrimEnd());
        }
    }

    private static string YesNo(bool? yes) => (yes switch { true => "yes", false => "no", null => "-" }).PadRight(Answer);
}
