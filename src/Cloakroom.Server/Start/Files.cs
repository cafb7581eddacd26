using Cloakroom.PostgreSql;
using Cloakroom.Redis;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Health;
using Cloakroom.Server.Settings;
using Cloakroom.Server.Monitoring;
using Cloakroom.Sqlite;

namespace Cloakroom.Server.Start;

/// <summary>The store that the settings name, and the moment at which files are opened: before the first request, so that a mistake stops the start.</summary>
internal static class Files
{
    public static void AddStore(this CloakroomBuilder builder, ServerOptions options)
    {
        // Checked when the settings were read; memory is what the library does without a choice.
        if (!StoreAddress.TryParse(options.Store, out StoreAddress? address, out _))
        {
            return;
        }

        if (address.File is { } file)
        {
            builder.AddStore(p => SqliteSessionStore.Open(new SqliteStoreOptions(file), p.GetRequiredService<TimeProvider>()));
        }
        else if (address.PostgreSql is { } postgres)
        {
            builder.AddStore(p => PostgreSqlSessionStore.Open(postgres, p.GetRequiredService<TimeProvider>()));
        }
        else if (address.Redis is not null)
        {
            builder.AddStore(p => RedisSessionStore.Open(RedisStoreOptions.Parse(options.Store), p.GetRequiredService<TimeProvider>()));
        }
    }

    public static void OpenFiles(this IServiceProvider services)
    {
        services.GetRequiredService<RuntimeFloor>().Require(services.GetRequiredService<ServerOptions>());
        // The store first: in a shared file its mark tells the tables of the accounts from a foreign database.
        try
        {
            services.GetRequiredService<ISessionStore>();
        }
        catch (StoreStartException damaged) when (damaged.InnerException is SqliteFault { IsDamaged: true } or InvalidDataException)
        {
            throw new StartRefusedException($"{damaged.Message.TrimEnd('.')}; the command restore FILE puts a backup back, and recover FILE copies what can still be read.", damaged);
        }

        services.GetRequiredService<AccountsDatabase>().Prepare();
        services.GetRequiredService<Backlogs>();
        // Logouts that wait since the last run are denied from the first request on.
        services.GetRequiredService<SessionEngine>();
    }
}
