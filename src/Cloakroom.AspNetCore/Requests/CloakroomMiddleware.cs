using System.Security.Claims;
using Cloakroom.Cookies;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Cloakroom;

/// <summary>
/// Runs ahead of authorization: origin check, then cookie to user. The framework's authentication handler, several times the price, is
/// kept for challenge, forbid and sign-in.
/// </summary>
internal sealed class CloakroomMiddleware
{
    private static readonly KeyValuePair<string, object?> ValidTag = new("reason", "valid");

    private readonly RequestDelegate _next;
    private readonly SessionEngine _engine;
    private readonly Deployment _deployment;
    private readonly CrossOriginCheck _crossOrigin;
    private readonly ILogger _logger;
    private readonly bool _transformsClaims;

    public CloakroomMiddleware(
        RequestDelegate next, SessionEngine engine, Deployment deployment, CrossOriginCheck crossOrigin, IServiceScopeFactory scopes,
        ILogger<CloakroomMiddleware> logger)
    {
        (_next, _engine, _deployment, _crossOrigin, _logger) = (next, engine, deployment, crossOrigin, logger);
        using IServiceScope scope = scopes.CreateScope();
        _transformsClaims = scope.ServiceProvider.GetService<IClaimsTransformation>() is not (null or NoopClaimsTransformation);
    }

    public async Task InvokeAsync(HttpContext context)
    {
        CookieMatch match = ReadCookie(context.Request, out SessionId? shown);
        if (CrossOriginCheck.Concerns(context)
            && await _crossOrigin.RefuseAsync(context, match != CookieMatch.None, shown) is { } reason)
        {
            await Refusal.Because(reason).ExecuteAsync(context);
            return;
        }

        Endpoint? endpoint = context.GetEndpoint();
        if (match == CookieMatch.None)
        {
            await AnonymousAsync(context, endpoint);
            return;
        }

        Decision decision = match == CookieMatch.Several ? Decision.Anonymous.Because(Reason.AmbiguousCredentials)
            : shown is { } id ? await _engine.AuthenticateAsync(id, context.RequestAborted)
            : Decision.Anonymous.Because(Reason.Malformed);
        context.Features.Set(new RequestSession(decision, shown));
        Identity.MarkDependent(context.Response.Headers);
        if (decision is Decision.Valid valid)
        {
            Telemetry.Decisions.Add(1, ValidTag);
            ClaimsPrincipal user = SessionIdentity.Principal(valid.Session);
            context.User = _transformsClaims
                ? await context.RequestServices.GetRequiredService<IClaimsTransformation>().TransformAsync(user) : user;
        }
        else if (decision is Decision.Unavailable && !Csrf.CrossOriginPolicy.IsSafe(context.Request.Method)
            && endpoint?.Metadata.GetMetadata<WorksWithoutStore>() is null)
        {
            // Nobody knows who this is: an unsafe request does not go on as somebody else.
            await Refusal.Because(Reason.StoreUnavailable).ExecuteAsync(context);
            return;
        }

        await ContinueAsync(context);
    }

    private Task AnonymousAsync(HttpContext context, Endpoint? endpoint)
    {
        if (endpoint is not null && Navigation.LacksStrictCookie(context.Request) && endpoint.Metadata.GetMetadata<SameSiteReloadAttribute>() is not null)
        {
            return SmallPage.ReloadAsync(context);
        }

        if (endpoint?.Metadata.GetMetadata<IAuthorizeData>() is not null || endpoint?.Metadata.GetMetadata<SameSiteReloadAttribute>() is not null)
        {
            Identity.MarkDependent(context.Response.Headers);
        }

        return ContinueAsync(context);
    }

    private async Task ContinueAsync(HttpContext context)
    {
        try
        {
            await _next(context);
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await refused.Refusal.ExecuteAsync(context);
        }
        catch (StoreUnavailableException failure) when (!context.Response.HasStarted)
        {
            // Clear takes a cookie with it that was to be set or deleted: an outage is not a logout (invariant 3).
            context.Response.Clear();
            Telemetry.StoreFailures.Add(1);
            Log.StoreUnavailable(_logger, failure);
            await Challenge.RefuseAsync(context, Refusal.Because(Reason.StoreUnavailable));
        }
    }

    private CookieMatch ReadCookie(HttpRequest request, out SessionId? shown)
    {
        shown = null;
        StringValues header = request.Headers.Cookie;
        if (header.Count == 0)
        {
            return CookieMatch.None;
        }

        // Several fields are one list (RFC 9113 8.2.3), so a second session cookie cannot hide in a second field.
        string joined = header.Count == 1 ? header[0] ?? "" : string.Join("; ", header.ToArray());
        CookieMatch match = CookieHeader.Find(joined, _deployment.Cookie.Name, out ReadOnlySpan<char> value);
        if (match == CookieMatch.One && SessionId.TryParse(value, out SessionId id))
        {
            shown = id;
        }

        return match;
    }
}

/// <summary>An endpoint that can do its work although the store is away: logout.</summary>
internal sealed class WorksWithoutStore
{
    public static WorksWithoutStore Instance { get; } = new();
}
