using Cloakroom;
using Cloakroom.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses Redis as the store.</summary>
public static class RedisCloakroomBuilderExtensions
{
    /// <summary>Keeps sessions in Redis or Valkey.</summary>
    /// <param name="builder">What <c>AddCloakroom</c> returned.</param>
    /// <param name="address">A host such as <c>localhost</c>, or an address such as <c>redis://user:pass@host:6379/0</c> (<see cref="RedisStoreOptions.Parse"/>).</param>
    /// <param name="configure">Changes the defaults of the store.</param>
    /// <exception cref="StoreStartException">The address cannot be read; Redis itself is asked when the application starts.</exception>
    public static CloakroomBuilder AddRedis(this CloakroomBuilder builder, string address, Action<RedisStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = RedisStoreOptions.Parse(address);
        configure?.Invoke(options);
        return builder.AddStore(p => RedisSessionStore.Open(
            options, p.GetService(typeof(TimeProvider)) as TimeProvider ?? TimeProvider.System));
    }
}
