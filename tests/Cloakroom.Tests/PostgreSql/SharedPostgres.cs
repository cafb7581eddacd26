using Cloakroom.PostgreSql;
using Cloakroom.Tests.PostgreSql;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Cloakroom.Tests.PostgreSql;

/// <summary>One server for all tests that do not break it, started by the first of them; each test has a schema of its own.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private static int _schemas;

    private readonly Lock _gate = new();
    private Task<PostgresProcess>? _server;

    public Task<PostgresProcess> ServerAsync()
    {
        lock (_gate)
        {
            return _server ??= PostgresProcess.StartAsync();
        }
    }

    /// <summary>The name of a schema that nobody else uses.</summary>
    public static string NewSchema() => $"t{Interlocked.Increment(ref _schemas)}";

    /// <summary>The address of an empty database, for a test of the whole server.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        PostgresProcess server = await ServerAsync();
        string name = NewSchema();
        await server.AskAsync($"CREATE DATABASE {name}");
        return $"postgres://postgres@127.0.0.1:{server.Port}/{name}";
    }

    /// <summary>
    /// How a test opens the store: without haste, because a busy machine may take longer than a person should wait, and with touches that are
    /// written at once, because no clock of a test moves by itself.
    /// </summary>
    public static PostgreSqlStoreOptions Options(PostgresProcess server, string schema, string more = "")
    {
        var options = PostgreSqlStoreOptions.Parse(server.Address + more);
        options.Schema = schema;
        options.Deadline = options.LockTimeout = TimeSpan.FromSeconds(10);
        options.TouchDelay = TimeSpan.Zero;
        return options;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsCompletedSuccessfully: true })
        {
            await (await _server).DisposeAsync();
        }
    }
}
