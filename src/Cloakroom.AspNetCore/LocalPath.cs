namespace Cloakroom;

/// <summary>
/// A place of this application to go back to. Everything that a browser could read as another host is refused: <c>//host</c>,
/// <c>/\host</c>, a scheme, control characters that it strips (OWASP Unvalidated Redirects; WHATWG URL 4.4).
/// </summary>
internal static class LocalPath
{
    private const int MaxLength = 2048;

    public static bool IsLocal(string? path) =>
        path is { Length: > 0 and <= MaxLength } && path[0] == '/' && (path.Length == 1 || path[1] is not ('/' or '\\'))
        && !path.Any(c => char.IsControl(c) || c == '\\');

    public static string OrRoot(string? path) => IsLocal(path) ? path! : "/";
}
