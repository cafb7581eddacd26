namespace Cloakroom.PostgreSql;

/// <summary>Names in the database, as they stand in statements.</summary>
/// <param name="bare">The name of the schema; nothing that could end a quoted name (<see cref="PostgreSqlStoreOptions.Validate"/>).</param>
internal sealed class Names(string bare)
{
    public string Bare { get; } = bare;

    public string Schema { get; } = $"\"{bare}\"";

    /// <summary>Channels belong to the database, so the name of the schema is in it.</summary>
    public string Channel { get; } = $"{bare}_change";
}
