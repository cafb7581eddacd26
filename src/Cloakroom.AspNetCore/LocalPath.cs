using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>
/// A place of this application to go back to. Everything that a browser could read as another host is refused: <c>//host</c>,
/// <c>/\host</c>, a scheme, control characters that it strips (OWASP Unvalidated Redirects; WHATWG URL 4.4). So is what cannot stand in a
/// header: a path is given in its encoded form.
/// </summary>
internal static class LocalPath
{
    private const int MaxLength = 2048;

    public static bool IsLocal(string? path) =>
        path is { Length: > 0 and <= MaxLength } && path[0] == '/' && (path.Length == 1 || path[1] != '/')
        && path.All(c => c is > ' ' and <= '~' and not '\\');

    public static string OrRoot(string? path) => path is not null && IsLocal(path) ? path : "/";

    /// <summary>The address of this request, encoded; the root where it could be read as another host.</summary>
    public static string Of(HttpRequest request) => OrRoot(request.PathBase + request.Path + request.QueryString);
}
