using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Server.Events;
using Cloakroom.Server.Languages;
using Cloakroom.Server.Monitoring;
using Cloakroom.Server.Proxies;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.External;

/// <summary>Log in by another provider (OpenID Connect Core 3.1, authorization code with PKCE): off to it, back from it, and what is linked.</summary>
internal static class ExternalEndpoints
{
    // Q10: what opens an account is changed by somebody who has just proved to own it.
    private const string Recently = "fresh:5m";

    private const string LoginPage = "/login", LinksPage = "/account/logins";

    // What is longer is forgotten, so that the address of the provider stays within what browsers and servers take.
    private const int LongestReturn = 512;

    public static void MapExternal(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/auth/external/{name}");
        group.WithMetadata(new RequestSizeLimitAttribute(ExternalBody.MaxBytes));
        group.MapPost("", StartAsync);
        group.MapGet("/callback", CallbackAsync);
        group.MapPost("/link", LinkAsync).RequireAuthorization(Recently);
        group.MapPost("/unlink", UnlinkAsync).RequireAuthorization(Recently);
        group.MapPost("/backchannel-logout", BackchannelLogout.AnswerAsync);
    }

    private static async Task<IResult> StartAsync(HttpContext context, string name, ExternalProviders providers, ExternalStart start)
    {
        if (providers.Find(name) is not { } provider)
        {
            return Refusal.Because(Reason.NotFound);
        }

        if (await ExternalBody.ReadAsync(context.Request) is not { } body)
        {
            return Refusal.Because(Reason.InvalidRequest);
        }

        Session? current = RequestSession.Of(context).Session;
        FlowPurpose purpose = body.Renews && current is not null ? FlowPurpose.Renew : FlowPurpose.LogIn;
        return await GoAsync(context, provider, start, purpose, purpose == FlowPurpose.Renew ? current?.UserId : null, body.Return);
    }

    private static async Task<IResult> LinkAsync(
        HttpContext context, string name, ExternalProviders providers, ExternalStart start, PendingLink pending, ExternalLogin login, ISessions sessions)
    {
        if (providers.Find(name) is not { } provider || sessions.Current is not { } current)
        {
            return Refusal.Because(Reason.NotFound);
        }

        if (await ExternalBody.ReadAsync(context.Request) is not { } body)
        {
            return Refusal.Because(Reason.InvalidRequest);
        }

        if (!body.IsPending)
        {
            return await GoAsync(context, provider, start, FlowPurpose.Link, current.UserId, LinksPage);
        }

        Reason? refusal = pending.Take(context) is { } identity && identity.Provider == provider.Key
            ? await login.LinkAsync(context, current.UserId, identity) : Reason.ExternalExpired;
        return Done(context, refusal, "external-linked");
    }

    private static async Task<IResult> UnlinkAsync(HttpContext context, string name, ExternalProviders providers, ExternalLogin login, ISessions sessions) =>
        providers.Find(name) is { } provider && sessions.Current is { } current
            ? Done(context, await login.UnlinkAsync(context, current.UserId, provider), "external-unlinked") : Refusal.Because(Reason.NotFound);

    private static async Task<IResult> CallbackAsync(
        HttpContext context, string name, ExternalProviders providers, FlowState states, SpentOnce spent, ExternalLogin login, Deployment deployment, CloakroomOptions options,
        FailedLogins failures)
    {
        Identity.MarkDependent(context.Response.Headers);
        IQueryCollection query = context.Request.Query;
        if (providers.Find(name) is not { } provider)
        {
            return Refusal.Because(Reason.NotFound);
        }

        // The state first: what did not begin in this browser gets nowhere (RFC 9700 4.7).
        BrowserSecret? browser = BrowserSecret.Of(context.Request, deployment);
        if (!states.TryRead(One(query["state"]), out Flow? flow) || flow.Provider != provider.Name || browser is null || !flow.IsOf(browser))
        {
            return Onward(context, $"{LoginPage}?error={Reason.ExternalExpired.Code}");
        }

        if (options.SameSite == Cookies.SameSite.Strict && Navigation.LacksStrictCookie(context.Request) && RequestSession.Of(context).Session is null)
        {
            // Once more from here, so that the session of this browser comes along and can be continued or ended.
            return new Page(context.Request.Path + context.Request.QueryString, Texts.Say("One moment"));
        }

        Reason? refusal = !spent.TrySpend("flow", Convert.ToHexString(flow.Id), flow.BeganAt + Flow.Life) ? Reason.ExternalExpired
            : await IsFromAsync(provider, query, context.RequestAborted) is { } other ? other
            : query.ContainsKey("error") ? One(query["error"]) == "access_denied" ? Reason.ExternalDenied : Reason.ExternalFailed
            : One(query["code"]) is { Length: > 0 } code ? await login.FinishAsync(context, provider, flow, browser, code) : Reason.ExternalFailed;
        LoginMeter.Count("external", refusal);
        if (refusal == Reason.ExternalFailed)
        {
            failures.Note(account: null);
        }

        return Onward(context, Target(flow, refusal, context.RequestServices.GetRequiredService<ReturnPlaces>()));
    }

    // RFC 9207 2.4: the issuer, where it is told, is the one that was asked; where it is always told, it must be.
    private static async Task<Reason?> IsFromAsync(ExternalProvider provider, IQueryCollection query, CancellationToken cancellationToken) =>
        await provider.Discovery.GetAsync(cancellationToken) is not { } known ? Reason.ExternalUnavailable
        : query.ContainsKey("iss") ? One(query["iss"]) == known.Issuer ? null : Reason.ExternalFailed
        : known.AuthorizationResponseIssParameterSupported ? Reason.ExternalFailed : null;

    private static string Target(Flow flow, Reason? refusal, ReturnPlaces places)
    {
        if (flow.Purpose == FlowPurpose.Link)
        {
            return refusal is null ? $"{LinksPage}?done=external-linked" : $"{LinksPage}?error={refusal.Code}";
        }

        string back = places.OrRoot(flow.Return);
        return refusal is null ? back
            : refusal == Reason.MfaRequired ? $"{SecondStep.Page}?return={Uri.EscapeDataString(back)}"
            : refusal == Reason.ExternalLinkFirst ? $"{LoginPage}?error={refusal.Code}&return={Uri.EscapeDataString(LinksPage)}"
            : $"{LoginPage}?error={refusal.Code}&return={Uri.EscapeDataString(back)}";
    }

    private static async Task<IResult> GoAsync(HttpContext context, ExternalProvider provider, ExternalStart start, FlowPurpose purpose, string? userId, string? back)
    {
        string target = context.RequestServices.GetRequiredService<ReturnPlaces>().IsAllowed(back) && back.Length <= LongestReturn ? back : "/";
        if (await start.BeginAsync(context, provider, purpose, userId ?? "", target) is not { } address)
        {
            string page = purpose == FlowPurpose.Link ? LinksPage : LoginPage;
            return FormAnswer.BackOr(context, page, Refusal.Because(Reason.ExternalUnavailable));
        }

        return context.Request.HasFormContentType ? new Page(address, Texts.Say("On to {0}", provider.Title)) : Results.Json(new { location = address }, ServerJson.Options);
    }

    private static IResult Done(HttpContext context, Reason? refusal, string done) =>
        refusal is not null ? FormAnswer.BackOr(context, LinksPage, Refusal.Because(refusal))
        : context.Request.HasFormContentType ? Onward(context, $"{LinksPage}?done={done}") : Results.NoContent();

    // The same-site step: whatever began at another site goes on without Strict cookies, also the one that was set a moment ago.
    private static IResult Onward(HttpContext context, string path) =>
        context.Request.Headers["Sec-Fetch-Site"] == "same-origin" ? new SeeOther(path) : new Page(path, Texts.Say("One moment"));

    private static string? One(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 1 ? values[0] : null;

    private sealed record Page(string Target, string Title) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => OnwardPage.WriteAsync(httpContext, Target, Title);
    }

    private sealed record SeeOther(string Target) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = Target;
            return Task.CompletedTask;
        }
    }
}
