using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>What a request gets that needs a session and has none: one switch over who asks and why.</summary>
internal static class Challenge
{
    public static Task AnswerAsync(HttpContext context, CloakroomOptions options)
    {
        RequestSession session = RequestSession.Of(context);
        return session.Decision.Match(
            valid: _ => ForbidAsync(context),
            anonymous: a => AnswerAsync(context, options, a.Reason),
            unavailable: _ => RefuseAsync(context, Refusal.Because(Reason.StoreUnavailable)));
    }

    /// <summary>Logged in, but not allowed.</summary>
    public static Task ForbidAsync(HttpContext context) => RefuseAsync(context, Refusal.Because(Reason.RoleRequired));

    private static Task AnswerAsync(HttpContext context, CloakroomOptions options, Reason reason)
    {
        HttpRequest request = context.Request;
        if (reason == Reason.NoCredentials && Navigation.LacksStrictCookie(request))
        {
            return SmallPage.ReloadAsync(context);
        }

        // RFC 9110 15.5.2: a 401 names a way to authenticate.
        context.Response.Headers.WWWAuthenticate = "Cookie realm=\"session\"";
        if (!Navigation.Is(request) || options.LoginPath.Length == 0)
        {
            return RefuseAsync(context, Refusal.Because(reason));
        }

        context.Response.Headers.Remove("WWW-Authenticate");
        Refusal.Because(reason).WriteHeaders(context);
        string here = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : "/";
        string why = reason == Reason.NoCredentials ? "" : $"&error={reason.Code}";
        context.Response.Redirect($"{request.PathBase}{options.LoginPath}?return={Uri.EscapeDataString(LocalPath.OrRoot(here))}{why}");
        return Task.CompletedTask;
    }

    /// <summary>A page for a person, JSON for a program.</summary>
    public static Task RefuseAsync(HttpContext context, Refusal refusal) =>
        Navigation.Is(context.Request) ? SmallPage.RefuseAsync(context, refusal) : refusal.ExecuteAsync(context);
}
