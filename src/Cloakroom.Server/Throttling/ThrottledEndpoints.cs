using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Throttling;

/// <summary>
/// Limits how often one address may ask an endpoint in vain. All endpoints with this share one count, that of the login too: every request
/// counts unless the endpoint says <see cref="Succeeded"/>, or counts by itself with <see cref="Begin"/>.
/// </summary>
internal static class ThrottledEndpoints
{
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="page">The page whose form is posted here, which a form that comes too early is sent back to.</param>
    public static RouteHandlerBuilder WithThrottle(this RouteHandlerBuilder endpoint, string page) =>
        endpoint.AddEndpointFilter((call, next) => FilterAsync(call, next, page));

    /// <summary>This request was no failed try. Not to be said where the answer hides whether it was one (promise Q50).</summary>
    public static void Succeeded(HttpContext context)
    {
        if (context.Features.Get<BegunTry>() is { } begun)
        {
            context.Features.Set<BegunTry>(null);
            context.RequestServices.GetRequiredService<AddressThrottle>().TakeBack(begun.Address);
        }
    }

    /// <summary>Counts this request, for an endpoint that looks first whether it is worth counting; the refusal when it comes too early.</summary>
    public static Refusal? Begin(HttpContext context)
    {
        var address = ClientAddress.Of(context);
        if (context.RequestServices.GetRequiredService<AddressThrottle>().Begin(address) is { } wait)
        {
            return Refusal.Because(Reason.TooManyAttempts, retryAfter: wait);
        }

        context.Features.Set(new BegunTry(address));
        return null;
    }

    private static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next, string page)
    {
        HttpContext context = call.HttpContext;
        if (Begin(context) is { } refusal)
        {
            Identity.MarkDependent(context.Response.Headers);
            return FormAnswer.BackOr(context, page, refusal);
        }

        return await next(call);
    }

    private sealed record BegunTry(ClientAddress Address);
}
