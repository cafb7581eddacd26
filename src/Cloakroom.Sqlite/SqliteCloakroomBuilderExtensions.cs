using Cloakroom;
using Cloakroom.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite as the store.</summary>
public static class SqliteCloakroomBuilderExtensions
{
    /// <summary>Keeps sessions in one SQLite file, made at the first start.</summary>
    /// <param name="builder">What <c>AddCloakroom</c> returned.</param>
    /// <param name="connectionString">A path such as <c>app.db</c>, or <c>Data Source=app.db</c>.</param>
    /// <param name="configure">Changes the defaults of the store.</param>
    /// <exception cref="StoreStartException">The text names no file; the file itself is opened when the application starts.</exception>
    public static CloakroomBuilder AddSqlite(
        this CloakroomBuilder builder, string connectionString, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = SqliteStoreOptions.Parse(connectionString);
        configure?.Invoke(options);
        WarmUp.Begin();
        return builder.AddStore(p => SqliteSessionStore.Open(
            options, p.GetService(typeof(TimeProvider)) as TimeProvider ?? TimeProvider.System));
    }
}
