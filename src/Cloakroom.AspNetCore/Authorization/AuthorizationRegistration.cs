using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cloakroom;

/// <summary>Adds authorization with <see cref="NamedPolicies"/>.</summary>
internal static class AuthorizationRegistration
{
    public static void AddNamedPolicies(this IServiceCollection services)
    {
        services.AddAuthorization();
        // In place of the framework's own parts, not of an application's.
        ReplaceDefault<IAuthorizationPolicyProvider, DefaultAuthorizationPolicyProvider, NamedPolicies>(services);
        ReplaceDefault<IAuthorizationMiddlewareResultHandler, AuthorizationMiddlewareResultHandler, AuthorizationAnswers>(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, FreshLoginHandler>());
    }

    private static void ReplaceDefault<TService, TDefault, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TOurs>(IServiceCollection services)
        where TService : class
        where TDefault : TService
        where TOurs : class, TService
    {
        if (services.FirstOrDefault(s => s.ServiceType == typeof(TService)) is { } found && found.ImplementationType != typeof(TDefault))
        {
            return;
        }

        services.Replace(ServiceDescriptor.Singleton<TService, TOurs>());
    }
}
