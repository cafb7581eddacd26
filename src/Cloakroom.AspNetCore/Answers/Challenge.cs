using System.Globalization;
using Cloakroom.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Cloakroom;

/// <summary>What a request gets that needs a session and has none: one switch over who asks and why.</summary>
internal static class Challenge
{
    public static Task AnswerAsync(HttpContext context, CloakroomOptions options) => RequestSession.Of(context).Decision.Match(
        valid: _ => ForbidAsync(context),
        anonymous: a => AnswerAsync(context, options, a.Reason),
        unavailable: _ => RefuseAsync(context, Refusal.Because(Reason.StoreUnavailable)));

    /// <summary>Logged in, but not allowed.</summary>
    public static Task ForbidAsync(HttpContext context) => RefuseAsync(context, Refusal.Because(Reason.RoleRequired));

    /// <summary>
    /// Logged in, but too long ago for this: a person is asked again, a program is told how old a login may be (RFC 9470 3, which is not for
    /// bearers alone).
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="options">Where the login page is; null for a service without one.</param>
    /// <param name="maxAge">How old a login may be.</param>
    public static Task FreshLoginAsync(HttpContext context, CloakroomOptions? options, TimeSpan maxAge)
    {
        if (options is { LoginPath.Length: > 0 } && Navigation.Is(context.Request))
        {
            return LogInAsync(context, options, Reason.FreshLoginRequired);
        }

        var refusal = Refusal.Because(Reason.FreshLoginRequired);
        string scheme = RequestSession.In(context)?.Credentials is { HasBearer: false } ? "Cookie" : "Bearer";
        context.Response.Headers.WWWAuthenticate = string.Create(
            CultureInfo.InvariantCulture, $"{scheme} realm=\"session\", error=\"insufficient_user_authentication\", error_description=\"{refusal.Reason.Title}\", max_age={(long)maxAge.TotalSeconds}");
        return refusal.WriteProblemAsync(context);
    }

    /// <summary>A page for a person, JSON for a program.</summary>
    public static Task RefuseAsync(HttpContext context, Refusal refusal) =>
        Navigation.Is(context.Request) ? SmallPage.RefuseAsync(context, refusal) : refusal.ExecuteAsync(context);

    private static Task AnswerAsync(HttpContext context, CloakroomOptions options, Reason reason)
    {
        HttpRequest request = context.Request;
        if (reason == Reason.NoCredentials && options.SameSite == SameSite.Strict && Navigation.LacksStrictCookie(request))
        {
            return SmallPage.ReloadAsync(context);
        }

        if (!Navigation.Is(request) || options.LoginPath.Length == 0)
        {
            return RefuseAsync(context, Refusal.Because(reason));
        }

        return LogInAsync(context, options, reason);
    }

    private static Task LogInAsync(HttpContext context, CloakroomOptions options, Reason reason)
    {
        Refusal.Because(reason).WriteHeaders(context);
        string why = reason == Reason.NoCredentials ? "" : $"&error={reason.Code}";
        context.Response.Redirect($"{context.Request.PathBase}{options.LoginPath}?return={Uri.EscapeDataString(Here(context.Request))}{why}");
        return Task.CompletedTask;
    }

    // A form cannot be sent again after the login; the page it stands on can be shown.
    private static string Here(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) ? LocalPath.Of(request)
        : Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out Uri? page)
            && Uri.Compare(page, new Uri(request.GetEncodedUrl()), UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? LocalPath.OrRoot(page.PathAndQuery) : "/";
}
