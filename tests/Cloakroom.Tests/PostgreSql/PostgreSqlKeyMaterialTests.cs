using Cloakroom.PostgreSql;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.PostgreSql;

public sealed class PostgreSqlKeyMaterialTests(SharedPostgres shared)
{
    private readonly string _schema = SharedPostgres.NewSchema();

    [Fact]
    public async Task Material_survives_a_restart_and_rings_are_apart()
    {
        await using (PostgreSqlSessionStore store = await OpenAsync())
        {
            IKeyMaterialStore keys = store;
            Assert.Equal(Applied.Done, await keys.AddAsync("protection", new KeyMaterial("b\0", new byte[] { 1, 2 }), Stop));
            Assert.Equal(Applied.Done, await keys.AddAsync("protection", new KeyMaterial("a", ReadOnlyMemory<byte>.Empty), Stop));
            Assert.Equal(Applied.Done, await keys.AddAsync("signing", new KeyMaterial("b", new byte[] { 3 }), Stop));
        }

        await using PostgreSqlSessionStore again = await OpenAsync();
        IReadOnlyList<KeyMaterial> ring = await ((IKeyMaterialStore)again).ListAsync("protection", Stop);
        Assert.Equal(["a", "b\0"], ring.Select(k => k.Name));
        Assert.Equal([1, 2], ring[1].Bytes.ToArray());
        Assert.Empty(await ((IKeyMaterialStore)again).ListAsync("other", Stop));
    }

    [Fact]
    public async Task Taken_name_is_not_overwritten_and_removed_material_is_gone()
    {
        await using PostgreSqlSessionStore store = await OpenAsync();
        IKeyMaterialStore keys = store;
        await keys.AddAsync("signing", new KeyMaterial("k", new byte[] { 1 }), Stop);
        Assert.Equal(Applied.Exists, await keys.AddAsync("signing", new KeyMaterial("k", new byte[] { 2 }), Stop));
        Assert.Equal([1], (await keys.ListAsync("signing", Stop))[0].Bytes.ToArray());
        Assert.Equal(Applied.Done, await keys.RemoveAsync("signing", "k", Stop));
        Assert.Equal(Applied.Absent, await keys.RemoveAsync("signing", "k", Stop));
        Assert.Empty(await keys.ListAsync("signing", Stop));
    }

    private async Task<PostgreSqlSessionStore> OpenAsync() =>
        PostgreSqlSessionStore.Open(SharedPostgres.Options(await shared.ServerAsync(), _schema), TimeProvider.System);
}
