using Cloakroom.Cookies;
using Cloakroom.Server.Doctor;

namespace Cloakroom.Server.Cli;

/// <summary>Prints the diagnosis of one line.</summary>
internal static class CookieReportText
{
    private const int Column = 24;

    public static void Write(CookieReport report, Page page)
    {
        page.Verbatim(report.Line);
        page.Gap();
        foreach (ReportedPart part in report.Parts)
        {
            page.Paragraph(part.Explanation, part.IsAbsent ? $"no {part.Text}" : part.Text, Column);
        }

        page.Heading($"Set by {report.SetBy}");
        Write(report.Received, page);
        page.Heading($"Then {report.Request}");
        if (report.Sent is { } sent && report.Received.Outcome is CookieOutcome.Stored or CookieOutcome.Replaced)
        {
            Write(sent, page);
        }
        else
        {
            page.Paragraph($"There is nothing to send.{(report.Sent is { Outcome: CookieOutcome.Withheld } also ? $" Were it stored: {also.Explanation}" : "")}");
        }

        Write(report.Change, report.Works, page);
    }

    private static void Write(CookieDecision decision, Page page)
    {
        page.Verbatim($"{decision.Outcome.ToString().ToUpperInvariant()}  {decision.Code}, {decision.Section}");
        page.Paragraph(CookieLine.Printable(decision.Explanation));
        if (decision.Fix is { } fix)
        {
            page.Paragraph(CookieLine.Printable(fix));
        }
    }

    private static void Write(ReportedChange? change, bool works, Page page)
    {
        page.Heading(works ? "It works: nothing to change." : change is null ? "No small change makes it arrive." : "What to change");
        if (change is null)
        {
            return;
        }

        foreach (string step in change.Steps)
        {
            page.Paragraph(step, "-", 2);
        }

        page.Gap();
        page.Verbatim($"Set-Cookie: {change.Line}");
        foreach ((string name, string? value) in new[] { ("set by", change.From), ("request", change.To), ("page", change.Initiator) })
        {
            if (value is not null)
            {
                page.Verbatim($"{name.PadRight(8)} {value}");
            }
        }
    }
}
