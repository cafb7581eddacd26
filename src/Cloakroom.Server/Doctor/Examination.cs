namespace Cloakroom.Server.Doctor;

/// <summary>Which calls a diagnosis needs.</summary>
internal static class Examination
{
    /// <param name="call">Makes the calls.</param>
    /// <param name="app">The page.</param>
    /// <param name="api">What it calls; null for itself.</param>
    /// <param name="given">A Set-Cookie line that the API is known to set elsewhere.</param>
    public static async Task<Evidence> RunAsync(HouseCall call, Uri app, Uri? api, CookieLine? given)
    {
        Visit page = await call.VisitAsync(app);
        string origin = WebAddress.Origin(page.Reached);
        bool isCrossOrigin = api is not null && WebAddress.Origin(api) != origin;
        Visit called = api is null ? page : await call.VisitAsync(api, isCrossOrigin ? [("Origin", origin)] : []);
        Uri reached = called.Reached;
        return new(page, called)
        {
            Given = given,
            Preflight = isCrossOrigin && called.End == VisitEnd.Answered ? await call.PreflightAsync(reached, origin) : null,
            PlainHttp = reached is { Scheme: "https", IsDefaultPort: true }
                ? (await call.VisitAsync(new UriBuilder(reached) { Scheme = "http", Port = -1 }.Uri)).Hops.FirstOrDefault() : null,
            ToldHttps = called.Asked.Scheme == "https" && called.End != VisitEnd.Unreachable && Proxy.LooksSilent(called)
                ? await call.VisitAsync(called.Asked, ("X-Forwarded-Proto", "https")) : null,
        };
    }
}
