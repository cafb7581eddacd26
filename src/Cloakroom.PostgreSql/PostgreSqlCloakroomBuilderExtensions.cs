using Cloakroom;
using Cloakroom.PostgreSql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL as the store.</summary>
public static class PostgreSqlCloakroomBuilderExtensions
{
    /// <summary>Keeps sessions in PostgreSQL, in a schema of their own, made at the first start.</summary>
    /// <param name="builder">What <c>AddCloakroom</c> returned.</param>
    /// <param name="connectionString">
    /// A connection string such as <c>Host=db;Database=app;Username=app;Password=…</c>, or an address such as
    /// <c>postgres://user:pass@host/database</c> (<see cref="PostgreSqlStoreOptions.Parse"/>).
    /// </param>
    /// <param name="configure">Changes the defaults of the store.</param>
    /// <exception cref="StoreStartException">The text cannot be read; PostgreSQL itself is asked when the application starts.</exception>
    public static CloakroomBuilder AddPostgreSql(
        this CloakroomBuilder builder, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = PostgreSqlStoreOptions.Parse(connectionString);
        configure?.Invoke(options);
        return builder.AddStore(p => PostgreSqlSessionStore.Open(
            options, p.GetService(typeof(TimeProvider)) as TimeProvider ?? TimeProvider.System));
    }
}
