using System.Reflection;

namespace Cloakroom.PostgreSql;

/// <summary>
/// The tables and functions, as steps from one schema version to the next; step n leads to version n + 1. A step that has been released is
/// never changed.
/// </summary>
internal static class SchemaText
{
    private static readonly string[][] Steps = [["001-tables", "002-sessions", "003-values", "004-sweep"]];

    /// <summary>What this program knows.</summary>
    public static int Version => Steps.Length;

    /// <summary>The SQL of one step.</summary>
    public static string Step(int number, Names names) => string.Join('\n', Steps[number].Select(Read))
        .Replace("{schema}", names.Schema, StringComparison.Ordinal)
        .Replace("{channel}", names.Channel, StringComparison.Ordinal);

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Sql/{name}.sql")
            ?? throw new InvalidOperationException($"Sql/{name}.sql is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
