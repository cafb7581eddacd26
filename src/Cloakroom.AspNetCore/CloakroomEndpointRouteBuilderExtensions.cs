using Cloakroom;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the endpoints of the contract.</summary>
public static class CloakroomEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>/auth/session</c>, <c>/auth/sessions</c>, <c>/auth/logout</c>, <c>/auth/csrf</c> and, when the store keeps data,
    /// <c>/auth/data/{key}</c>.
    /// </summary>
    public static IEndpointConventionBuilder MapCloakroom(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RouteGroupBuilder group = endpoints.MapGroup("/auth");
        SessionEndpoints.Map(group);
        CsrfEndpoint.Map(group);
        if (endpoints.ServiceProvider.GetRequiredService<SessionEngine>().Data is { } data)
        {
            DataEndpoints.Map(group, data);
            TokenEndpoints.Map(group);
            IntrospectionEndpoint.Map(group);
        }

        return group;
    }
}
