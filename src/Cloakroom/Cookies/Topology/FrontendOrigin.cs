namespace Cloakroom.Cookies;

/// <summary>Reads one entry of <c>Csrf:Origins</c>.</summary>
internal static class FrontendOrigin
{
    public const string Setting = "Csrf:Origins";

    /// <summary>Null when it can be used; else what is wrong with it.</summary>
    public static TopologyFinding? Read(string text, out PublicOrigin? origin)
    {
        if (PublicOrigin.TryCreate(text, out origin, out _) && origin.Serialized == text)
        {
            return null;
        }

        origin = null;
        return new(TopologySeverity.Refusal, Setting, text, $"{Setting} has '{text}', {Why(text)}.");
    }

    private static string Why(string text) =>
        text.Contains('*', StringComparison.Ordinal)
            ? "and an answer for every origin, or for a pattern, cannot go with cookies: browsers refuse it, and each page that fits could act as the visitor; "
                + "list every origin by itself, for example https://admin.app.example, or leave the setting out where all pages come from PublicUrl itself"
        : IsPlainHttp(text)
            ? "a page over plain http: to browsers it is another site than any https address, and anybody on the wire could change it; "
                + $"serve it over https and list https{text["http".Length..]}, or serve its pages from PublicUrl itself"
        : "which is not an origin as browsers send it; write for example https://app.example, without path";

    private static bool IsPlainHttp(string text) =>
        text.StartsWith("http://", StringComparison.Ordinal) && PublicOrigin.TryCreate(string.Concat("https", text.AsSpan("http".Length)), out PublicOrigin? secure, out _)
        && !PublicOrigin.IsLoopback(secure.Url.IdnHost) && secure.Serialized[5..] == text[4..];
}
