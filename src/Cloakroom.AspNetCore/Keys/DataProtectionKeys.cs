using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>Keeps the Data Protection key ring in the session store, if the store can; otherwise in memory.</summary>
internal static class DataProtectionKeys
{
    /// <param name="services">The services of the application.</param>
    /// <param name="application">Programs of one name read what each other protected.</param>
    public static void AddDataProtectionInStore(this IServiceCollection services, string application)
    {
        services.AddDataProtection().SetApplicationName(application);
        services.AddOptions<KeyManagementOptions>().Configure<ISessionStore, CloakroomOptions, ILogger<StoreKeyRepository>>((options, store, settings, logger) =>
            options.XmlRepository = store is IKeyMaterialStore keys
                ? new StoreKeyRepository(keys, SigningKeys.Secret(settings.Keys.Secret), logger) : new EphemeralKeyRepository());
    }
}
