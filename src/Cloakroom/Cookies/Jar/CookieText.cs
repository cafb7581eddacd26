using System.Globalization;
using System.Text;

namespace Cloakroom.Cookies;

/// <summary>Words for cookies and contexts, without values of cookies.</summary>
internal static class CookieText
{
    public static string Of(KeptCookie cookie)
    {
        var text = new StringBuilder(Name(cookie)).Append(" (").Append(cookie.HostOnly ? "" : "*.").Append(cookie.Domain).Append(", ").Append(cookie.Path);
        text.Append(cookie.Secure ? ", Secure" : "").Append(cookie.HttpOnly ? ", HttpOnly" : "");
        text.Append(cookie.SameSite is { } sameSite ? $", SameSite={sameSite}" : "");
        text.Append(cookie.Partition is { } partition ? $", Partitioned by {partition}" : "");
        return text.Append(')').ToString();
    }

    public static string Of(CookieContext context)
    {
        string text = context.Api == CookieApi.Script ? $"document.cookie of {context.Url}" : $"{context.Method} {context.Url}, {Of(context.Kind)}";
        return context is { Api: CookieApi.Http, Initiator: { } initiator } ? $"{text} from {initiator}" : text;
    }

    public static string Of(CookieRequestKind kind) => kind switch
    {
        CookieRequestKind.TopLevelNavigation => "top-level navigation",
        CookieRequestKind.FrameNavigation => "navigation of a frame",
        _ => "subresource",
    };

    /// <summary>The name as a person can read it; a nameless cookie has only a value, which is not shown.</summary>
    public static string Name(KeptCookie cookie) => cookie.NameLength == 0 ? "(without a name)" : Printable(Encoding.UTF8.GetString(cookie.Name));

    /// <summary>The origin of an address, or the scheme where it has none.</summary>
    public static string Origin(Uri url) => url.Scheme is "http" or "https" or "ws" or "wss" ? url.GetLeftPart(UriPartial.Authority) : $"{url.Scheme}:";

    public static string Time(long ticks) => CookieTime.From(ticks).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>Text from outside, made fit for a line of output, and not longer than anybody reads.</summary>
    public static string Printable(string text)
    {
        const int Most = 100;
        string shown = text.Length > Most ? $"{text[..Most]}…" : text;
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(c => char.IsControl(c) ? '\ufffd' : c)) : shown;
    }
}
