using System.Net;
using System.Text;
using Cloakroom.Server.Languages;
using MimeKit;
using MimeKit.Text;
using MimeKit.Utils;

namespace Cloakroom.Server.Mail;

/// <summary>Makes a mail of a draft: as text, and the same as plain HTML. No pictures, nothing that is loaded, nothing that tells whether it was read.</summary>
internal sealed class Envelope(MailOptions options, Deployment deployment, TimeProvider time)
{
    private const string DevelopmentSender = "Cloakroom <cloakroom@localhost>";

    /// <summary>The mail, in the language of the moment.</summary>
    public MimeMessage Seal(Draft draft)
    {
        var sender = MailboxAddress.Parse(options.From ?? DevelopmentSender);
        var mail = new MimeMessage
        {
            Subject = draft.Subject,
            Date = time.GetUtcNow(),
            MessageId = MimeUtils.GenerateMessageId(deployment.Origin.Url.IdnHost),
            Body = new MultipartAlternative { new TextPart(TextFormat.Plain) { Text = Text(draft) }, new TextPart(TextFormat.Html) { Text = Html(draft) } },
        };
        mail.From.Add(sender);
        mail.To.Add(new MailboxAddress("", draft.To));
        // RFC 3834 5: nobody's holiday note answers it.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }

    private static string Text(Draft draft)
    {
        List<string> paragraphs = [.. draft.Paragraphs];
        if (draft.Link is { } link)
        {
            paragraphs.Add($"{link.Text}:\r\n{link.Url}");
            if (link.Code is { } code)
            {
                paragraphs.Add($"{CodeHint}\r\n{code}");
            }
        }

        return string.Join("\r\n\r\n", [.. paragraphs, .. draft.After]) + "\r\n";
    }

    private static string Html(Draft draft)
    {
        var html = new StringBuilder($"<!doctype html>\r\n<html lang=\"{Texts.Language}\">\r\n<head><meta charset=\"utf-8\"><title>{Encode(draft.Subject)}</title></head>\r\n<body>\r\n");
        AppendAll(html, draft.Paragraphs);
        if (draft.Link is { } link)
        {
            html.Append($"<p><a href=\"{Encode(link.Url)}\">{Encode(link.Text)}</a></p>\r\n");
            if (link.Code is { } code)
            {
                html.Append($"<p>{Encode(CodeHint)}<br><code>{Encode(code)}</code></p>\r\n");
            }
        }

        AppendAll(html, draft.After);
        return html.Append("</body>\r\n</html>\r\n").ToString();
    }

    private static string CodeHint => Texts.Say("If the page asks for a code, copy this one:");

    private static void AppendAll(StringBuilder html, IReadOnlyList<string> paragraphs)
    {
        foreach (string paragraph in paragraphs)
        {
            html.Append($"<p>{Encode(paragraph).ReplaceLineEndings("<br>")}</p>\r\n");
        }
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
