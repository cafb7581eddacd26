using System.Text;

namespace Cloakroom.PostgreSql;

/// <summary>Key material of the program. Names are kept as bytes, because a text of PostgreSQL cannot hold every character.</summary>
internal sealed class KeyRings(Database database, Names names)
{
    private readonly string _list = $"SELECT name, bytes FROM {names.Schema}.key_material WHERE ring = $1";
    private readonly string _add = $"SELECT {names.Schema}.add_key($1, $2, $3, $4)";
    private readonly string _remove = $"SELECT {names.Schema}.remove_key($1, $2, $3)";

    public async ValueTask<IReadOnlyList<KeyMaterial>> ListAsync(string ring, CancellationToken cancellationToken)
    {
        List<KeyMaterial> all = await database.AskAsync(
            new Query<List<KeyMaterial>>(
                _list, [Bytes(ring)],
                reader => Rows.All(reader, r => new KeyMaterial(Encoding.UTF8.GetString(r.GetFieldValue<byte[]>(0)), r.GetFieldValue<byte[]>(1))),
                IsRead: true),
            cancellationToken);
        return [.. all.OrderBy(k => k.Name, StringComparer.Ordinal)];
    }

    public ValueTask<Applied> AddAsync(string ring, KeyMaterial material, CancellationToken cancellationToken) => database.AskAsync(
        new Query<Applied>(_add, [database.Commit, Bytes(ring), Bytes(material.Name), material.Bytes.ToArray()], Changing.Answer), cancellationToken);

    public ValueTask<Applied> RemoveAsync(string ring, string name, CancellationToken cancellationToken) => database.AskAsync(
        new Query<Applied>(_remove, [database.Commit, Bytes(ring), Bytes(name)], Changing.Answer), cancellationToken);

    private static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(name);
}
