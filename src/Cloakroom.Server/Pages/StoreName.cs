namespace Cloakroom.Server.Pages;

/// <summary>What keeps the sessions, as people call it.</summary>
internal static class StoreName
{
    private const string Suffix = "SessionStore";

    public static string Of(ISessionStore store) => store.GetType().Name switch
    {
        "SqliteSessionStore" => "SQLite",
        "PostgreSqlSessionStore" => "PostgreSQL",
        "MemorySessionStore" => "memory",
        var name => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name,
    };
}
