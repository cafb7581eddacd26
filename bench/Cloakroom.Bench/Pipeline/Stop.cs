using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Bench.Pipeline;

/// <summary>An endpoint that counts who gets there, and may want to know who it is.</summary>
internal sealed class Stop
{
    private Stop(RequestDelegate arrive, params object[] metadata) => Endpoint = new(arrive, new EndpointMetadataCollection(metadata), displayName: null);

    public Endpoint Endpoint { get; private init; }

    /// <summary>How many got here since it was last set.</summary>
    public int Reached { get; set; }

    /// <summary>Open to all; asks nothing.</summary>
    public static Stop Open() => Of(_ => true);

    /// <summary>Open to all, but lets pass the one user only.</summary>
    public static Stop ForUser(string id) => Of(context => context.User.FindFirstValue(ClaimTypes.NameIdentifier) == id);

    /// <summary>For whoever is signed in; authorization asks.</summary>
    public static Stop SignedIn() => Of(_ => true, new AuthorizeAttribute());

    private static Stop Of(Predicate<HttpContext> admits, params object[] metadata)
    {
        Stop? stop = null;
        return stop = new(
            context =>
            {
                if (stop is not null && admits(context))
                {
                    stop.Reached++;
                }

                return Task.CompletedTask;
            },
            metadata);
    }
}
