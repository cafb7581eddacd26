using Cloakroom.Cookies;
using Microsoft.AspNetCore.Http;

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

        Refusal.Because(reason).WriteHeaders(context);
        // A form cannot be sent again after the login; a page can be shown.
        string here = HttpMethods.IsGet(request.Method) ? LocalPath.Of(request) : "/";
        string why = reason == Reason.NoCredentials ? "" : $"&error={reason.Code}";
        context.Response.Redirect($"{request.PathBase}{options.LoginPath}?return={Uri.EscapeDataString(here)}{why}");
        return Task.CompletedTask;
    }
}
