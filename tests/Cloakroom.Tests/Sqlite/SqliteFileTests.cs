using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Sqlite;

public sealed class SqliteFileTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public void Ballast_has_its_size_and_is_made_again_when_cut_short()
    {
        string ballast = _folder.File + "-ballast";
        _folder.Open();
        Assert.Equal(1 << 20, new FileInfo(ballast).Length);
        File.WriteAllBytes(ballast, [1]);
        _folder.Open();
        Assert.Equal(1 << 20, new FileInfo(ballast).Length);
    }

    [Fact]
    public void Ballast_can_be_turned_off()
    {
        _folder.Open(new SqliteStoreOptions(_folder.File) { BallastBytes = 0 });
        Assert.False(File.Exists(_folder.File + "-ballast"));
    }

    [Fact]
    public async Task Everything_acknowledged_is_there_after_closing_and_opening()
    {
        SqliteSessionStore store = _folder.Open();
        Session live = await store.AddAsync(_folder.Clock.Now), ended = await store.AddAsync(_folder.Clock.Now);
        await store.PutAsync(live, "cart", [7]);
        await store.EndAsync(ended);
        await store.DisposeAsync();
        Assert.False(File.Exists(_folder.File + "-wal"));

        store = _folder.Open();
        Assert.Equal(live, (await store.FindAsync(live)).Session);
        Assert.Equal(EndReason.LoggedOut, (await store.FindAsync(ended)).Ended);
        Assert.Equal([7], (await store.ReadAsync(live.Digest, "cart", Sample.Stop))?.Value.ToArray());
    }

    [Fact]
    public async Task Several_may_open_a_new_file_at_the_same_time()
    {
        SqliteSessionStore[] stores = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => SqliteSessionStore.Open(_folder.Options, TimeProvider.System), Sample.Stop)));
        foreach (SqliteSessionStore store in stores)
        {
            await store.AddAsync(_folder.Clock.Now);
        }

        Assert.Equal(4, (await stores[0].ListAsync("42", Sample.Stop)).Count);
        foreach (SqliteSessionStore store in stores)
        {
            await store.DisposeAsync();
        }
    }
}
