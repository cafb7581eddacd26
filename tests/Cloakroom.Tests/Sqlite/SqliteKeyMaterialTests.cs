using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

public sealed class SqliteKeyMaterialTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Material_survives_a_restart_and_rings_are_apart()
    {
        SqliteSessionStore store = _folder.Open();
        IKeyMaterialStore keys = store;
        Assert.Equal(Applied.Done, await keys.AddAsync("protection", new KeyMaterial("b", new byte[] { 1, 2 }), Stop));
        Assert.Equal(Applied.Done, await keys.AddAsync("protection", new KeyMaterial("a", ReadOnlyMemory<byte>.Empty), Stop));
        Assert.Equal(Applied.Done, await keys.AddAsync("signing", new KeyMaterial("b", new byte[] { 3 }), Stop));
        await store.DisposeAsync();

        keys = _folder.Open();
        IReadOnlyList<KeyMaterial> ring = await keys.ListAsync("protection", Stop);
        Assert.Equal("a b", string.Join(' ', ring.Select(k => k.Name)));
        Assert.Equal([1, 2], ring[1].Bytes.ToArray());
        Assert.Empty(await keys.ListAsync("other", Stop));
    }

    [Fact]
    public async Task Taken_name_is_not_overwritten()
    {
        IKeyMaterialStore keys = _folder.Open();
        await keys.AddAsync("signing", new KeyMaterial("k", new byte[] { 1 }), Stop);
        Assert.Equal(Applied.Exists, await keys.AddAsync("signing", new KeyMaterial("k", new byte[] { 2 }), Stop));
        Assert.Equal([1], (await keys.ListAsync("signing", Stop))[0].Bytes.ToArray());
    }

    [Fact]
    public async Task Removed_material_is_gone()
    {
        IKeyMaterialStore keys = _folder.Open();
        await keys.AddAsync("signing", new KeyMaterial("k", new byte[] { 1 }), Stop);
        Assert.Equal(Applied.Done, await keys.RemoveAsync("signing", "k", Stop));
        Assert.Equal(Applied.Absent, await keys.RemoveAsync("signing", "k", Stop));
        Assert.Empty(await keys.ListAsync("signing", Stop));
    }

    [Fact]
    public void Material_prints_no_secret() =>
        Assert.Equal("KeyMaterial(k)", new KeyMaterial("k", new byte[] { 0x5e, 0xc3 }).ToString());
}
