using Cloakroom.PostgreSql;
using Cloakroom.Redis;
using Cloakroom.Sqlite;

namespace Cloakroom.Server.Pages;

/// <summary>What keeps the sessions, as people call it.</summary>
internal static class StoreName
{
    public static string Of(ISessionStore store) => store switch
    {
        SqliteSessionStore => "SQLite",
        PostgreSqlSessionStore => "PostgreSQL",
        RedisSessionStore => "Redis",
        MemorySessionStore => "memory",
        _ => store.GetType().Name,
    };
}
