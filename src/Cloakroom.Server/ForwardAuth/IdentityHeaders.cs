using System.Globalization;
using System.Text;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// What the proxy hands on to the application. All of it is in every answer, empty where there is nothing to say: a proxy that copies only
/// what is there would let through what a client wrote (CVE-2026-30851 class).
/// </summary>
internal static class IdentityHeaders
{
    private const string Hex = "0123456789ABCDEF";
    private static readonly string[] Names = ["X-Auth-User", "X-Auth-Email", "X-Auth-Roles", "X-Auth-Session", "X-Auth-Stale", "Authorization"];

    /// <summary>Sees to it that none is missing, whoever answers in the end.</summary>
    public static void Promise(HttpResponse response) => response.OnStarting(
        static state =>
        {
            foreach (string name in Names)
            {
                ((HttpResponse)state).Headers.TryAdd(name, "");
            }

            return Task.CompletedTask;
        },
        response);

    /// <summary>
    /// Whatever goes wrong on the way: proxies take any status below 300 for a permission, and only an answer that was marked as one has it
    /// (promise R11).
    /// </summary>
    public static void Hold(HttpContext context) => context.Response.OnStarting(
        static state =>
        {
            var context = (HttpContext)state;
            if (context.Response.StatusCode < StatusCodes.Status300MultipleChoices && context.Features[typeof(Verdict.Allowed)] is null)
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
            }

            return Task.CompletedTask;
        },
        context);

    /// <summary>Gives the permission, and tells who it is.</summary>
    public static void Write(HttpResponse response, Verdict.Allowed allowed, IdentityTexts? texts)
    {
        response.HttpContext.Features[typeof(Verdict.Allowed)] = allowed;
        if (texts is null)
        {
            return;
        }

        IHeaderDictionary headers = response.Headers;
        headers["X-Auth-User"] = texts.User;
        headers["X-Auth-Email"] = texts.Email;
        headers["X-Auth-Roles"] = texts.Roles;
        headers["X-Auth-Session"] = texts.Handle;
        headers["X-Auth-Stale"] = allowed.Stale > TimeSpan.Zero ? Math.Ceiling(allowed.Stale.TotalSeconds).ToString(CultureInfo.InvariantCulture) : "";
        headers.Authorization = texts.Authorization;
    }

    /// <summary>Whether the answer gives the permission.</summary>
    public static bool IsPermission(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status200OK && context.Features[typeof(Verdict.Allowed)] is not null;

    /// <summary>Text as it may stand in a header (RFC 9110 5.5): what is not printable ASCII is percent-encoded UTF-8, and so is the percent sign.</summary>
    internal static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var encoded = new StringBuilder();
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            _ = IsPlain((char)one) ? encoded.Append((char)one) : encoded.Append('%').Append(Hex[one >> 4]).Append(Hex[one & 15]);
        }

        return encoded.ToString();
    }

    private static bool IsPlain(char c) => c is > ' ' and <= '~' and not '%';
}
