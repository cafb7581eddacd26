using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>Where a store is chosen: <c>AddCloakroom().AddSqlite(…)</c>. Without a choice sessions live in memory and end with the process.</summary>
/// <param name="services">The services of the application.</param>
public sealed class CloakroomBuilder(IServiceCollection services)
{
    /// <summary>The services of the application.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Uses this store; the last call wins. A store that is disposable is disposed with the application.</summary>
    public CloakroomBuilder AddStore(Func<IServiceProvider, ISessionStore> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        Services.AddSingleton(open);
        return this;
    }
}
