using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Throttling;

/// <summary>
/// Limits how often one address may ask an endpoint in vain. All endpoints with this share one count, that of the login too: every request
/// counts unless the endpoint says <see cref="Succeeded"/>.
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

    private static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next, string page)
    {
        HttpContext context = call.HttpContext;
        var address = ClientAddress.Of(context);
        if (context.RequestServices.GetRequiredService<AddressThrottle>().Begin(address) is { } wait)
        {
            Identity.MarkDependent(context.Response.Headers);
            var refusal = Refusal.Because(Reason.TooManyAttempts, retryAfter: wait);
            return context.Request.HasFormContentType ? FormAnswer.Back(context, page, refusal) : refusal;
        }

        context.Features.Set(new BegunTry(address));
        return await next(call);
    }

    private sealed record BegunTry(ClientAddress Address);
}
