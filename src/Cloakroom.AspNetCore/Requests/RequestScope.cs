using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>The services of a request, made when they are asked for, as the framework does; they know then which request they are for.</summary>
/// <param name="context">The request.</param>
/// <param name="scopes">Makes the scope, where nobody has made one yet.</param>
internal sealed class RequestScope(HttpContext context, IServiceScopeFactory scopes) : IServiceProvidersFeature
{
    private IServiceProvidersFeature? _inner = context.Features.Get<IServiceProvidersFeature>();
    private IServiceProvider? _told;

    public IServiceProvider RequestServices
    {
        get
        {
            // It ends the scope with the request.
            _inner ??= new RequestServicesFeature(context, scopes);
            IServiceProvider services = _inner.RequestServices;
            if (!ReferenceEquals(services, _told))
            {
                _told = services;
                services.GetService<CurrentRequest>()?.Enter(context);
            }

            return services;
        }
        set
        {
            _inner ??= new RequestServicesFeature(context, scopes);
            _inner.RequestServices = value;
        }
    }

    public static void Enter(HttpContext context, IServiceScopeFactory scopes) => context.Features.Set<IServiceProvidersFeature>(new RequestScope(context, scopes));
}
