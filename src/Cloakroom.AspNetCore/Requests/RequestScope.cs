using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>
/// The services of a request, made when they are asked for, as the framework does; they know then which request they are for. An endpoint
/// with a parameter of type <see cref="Session"/> asks for nothing else, and gets it without a scope being made.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="scopes">Makes the scope, where nobody has made one yet.</param>
/// <param name="inner">Where the services come from, if somebody has asked for them already.</param>
internal sealed class RequestScope(HttpContext context, IServiceScopeFactory scopes, IServiceProvidersFeature? inner)
    : IServiceProvidersFeature, IServiceProvider, ISupportRequiredService, IKeyedServiceProvider
{
    private IServiceProvidersFeature? _inner = inner;
    private IServiceProvider? _told;

    IServiceProvider IServiceProvidersFeature.RequestServices
    {
        get => this;
        set
        {
            _inner ??= new RequestServicesFeature(context, scopes);
            _inner.RequestServices = value;
        }
    }

    private IServiceProvider Services
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
    }

    /// <summary>Does nothing where it has been done: a pipeline may be gone through twice.</summary>
    public static void Enter(HttpContext context, IServiceScopeFactory scopes)
    {
        IFeatureCollection features = context.Features;
        object? inner = features[typeof(IServiceProvidersFeature)];
        if (inner is not RequestScope)
        {
            features[typeof(IServiceProvidersFeature)] = new RequestScope(context, scopes, inner as IServiceProvidersFeature);
        }
    }

    public object? GetService(Type serviceType) => serviceType == typeof(Session) ? RequestSession.Required(context) : Services.GetService(serviceType);

    public object GetRequiredService(Type serviceType) => serviceType == typeof(Session) ? RequestSession.Required(context) : Services.GetRequiredService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => Keyed.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => Keyed.GetRequiredKeyedService(serviceType, serviceKey);

    private IKeyedServiceProvider Keyed => Services as IKeyedServiceProvider ?? throw new InvalidOperationException("The application's service provider knows no keys.");
}
