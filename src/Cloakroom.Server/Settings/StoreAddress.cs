using System.Diagnostics.CodeAnalysis;
using Cloakroom.PostgreSql;
using Cloakroom.Redis;

namespace Cloakroom.Server.Settings;

/// <summary>
/// The address of a store: <c>sqlite:path</c>, <c>redis://host</c>, <c>postgres://host/database</c> or <c>memory:</c>. An address may hold a
/// password, so no sentence repeats it.
/// </summary>
/// <param name="File">The full path of the SQLite file; null for other stores.</param>
internal sealed record StoreAddress(string? File)
{
    /// <summary>Where Redis is; null for other stores.</summary>
    public RedisAddress? Redis { get; private init; }

    /// <summary>Where PostgreSQL is; null for other stores.</summary>
    public PostgreSqlStoreOptions? PostgreSql { get; private init; }

    /// <summary>Whether accounts can live there too.</summary>
    public bool IsSql => File is not null || PostgreSql is not null;

    /// <summary>The address as it may be shown: without user and password.</summary>
    public static string Shown(string text) =>
        TryParse(text, out StoreAddress? address, out _) ? address.Redis?.ToString() ?? address.PostgreSql?.Address.ToString() ?? text : text;

    /// <param name="text">The address.</param>
    /// <param name="address">What it names.</param>
    /// <param name="problem">What is wrong with it, to be read after the name of the setting.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out StoreAddress? address, out string problem)
    {
        (address, problem) = (null, "");
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string scheme = colon < 0 ? "" : text[..colon].ToLowerInvariant(), rest = text[(colon + 1)..];
        switch (scheme)
        {
            case "memory" when rest.Length == 0:
                address = new(File: null);
                return true;
            case "memory":
                problem = "is 'memory:' with something behind it; write memory: alone";
                return false;
            case "sqlite" when string.IsNullOrWhiteSpace(rest) || rest.Contains('\0', StringComparison.Ordinal):
                problem = "names no file; write sqlite:./cloakroom-data/cloakroom.db";
                return false;
            case "sqlite":
                address = new(Path.GetFullPath(rest));
                return true;
            case var _ when RedisAddress.IsScheme(scheme):
                address = RedisAddress.TryParse(text, out RedisAddress? redis, out problem) ? new(File: null) { Redis = redis } : null;
                return address is not null;
            case "postgres" or "postgresql":
                address = PostgreSqlAddress.TryParse(text, out PostgreSqlAddress? postgres, out problem)
                    ? new(File: null) { PostgreSql = new PostgreSqlStoreOptions(postgres) } : null;
                return address is not null;
            default:
                problem = "is not the address of a store; write sqlite:./cloakroom-data/cloakroom.db, redis://host, postgres://host/database, or memory: for trying out";
                return false;
        }
    }
}
