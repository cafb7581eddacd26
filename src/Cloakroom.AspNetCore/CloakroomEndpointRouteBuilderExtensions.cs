using Cloakroom;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the endpoints of the contract.</summary>
public static class CloakroomEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>/auth/session</c>, <c>/auth/sessions</c>, <c>/auth/logout</c>, <c>/auth/csrf</c> and, when the store keeps data,
    /// <c>/auth/data/{key}</c>; beside them, for whoever asks, <c>/.well-known/jwks.json</c>, <c>/.well-known/openid-configuration</c> and <c>/cloakroom.js</c>. What
    /// is added to the result applies to those under <c>/auth</c> only.
    /// </summary>
    public static IEndpointConventionBuilder MapCloakroom(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RouteGroupBuilder group = endpoints.MapGroup("/auth");
        SessionEndpoints.Map(group);
        KeyEndpoints.Map(endpoints);
        CsrfEndpoint.Map(group);
        EventsEndpoint.Map(group);
        BrowserClientEndpoint.Map(endpoints);
        if (endpoints.ServiceProvider.GetRequiredService<SessionEngine>().HearsOfEnds)
        {
            RevocationsEndpoint.Map(group);
        }

        if (endpoints.ServiceProvider.GetRequiredService<SessionEngine>().Data is { } data)
        {
            DataEndpoints.Map(group, data);
            TokenEndpoints.Map(group);
            IntrospectionEndpoint.Map(group);
        }

        return group;
    }
}
