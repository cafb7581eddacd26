using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

public sealed class SqliteDataTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly SqliteSessionStore _store;

    public SqliteDataTests() => _store = _folder.Open();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Versions_are_not_given_twice_even_after_removal()
    {
        Session session = await _store.AddAsync(_folder.Clock.Now);
        long first = (await _store.PutAsync(session, "cart", [1])).Version;
        Assert.Equal(new DataOutcome(DataResult.Written, 0), await _store.PutAsync(session, "cart", null));
        Assert.Null(await _store.ReadAsync(session.Digest, "cart", Stop));

        long second = (await _store.PutAsync(session, "cart", [2])).Version;
        Assert.True(second > first, $"{second} comes after {first}");
        Assert.Equal(DataResult.Conflict, (await _store.PutAsync(session, "cart", [3], DataCondition.Version(first))).Result);
        Assert.Equal(DataResult.Conflict, (await _store.PutAsync(session, "cart", [3], DataCondition.Absent)).Result);
        Assert.Equal(DataResult.Written, (await _store.PutAsync(session, "cart", [3], DataCondition.Version(second))).Result);
    }

    [Fact]
    public async Task Keys_and_values_together_stay_within_the_limit()
    {
        Session session = await _store.AddAsync(_folder.Clock.Now);
        byte[] half = new byte[ISessionDataStore.MaxBytes / 2 - 1];
        Assert.Equal(DataResult.Written, (await _store.PutAsync(session, "a", half)).Result);
        Assert.Equal(DataResult.Written, (await _store.PutAsync(session, "b", half)).Result);
        Assert.Equal(DataResult.TooLarge, (await _store.PutAsync(session, "c", [])).Result);
        Assert.Equal(DataResult.TooLarge, (await _store.PutAsync(session, "b", [.. half, 0])).Result);

        Assert.Equal(DataResult.Written, (await _store.PutAsync(session, "a", null)).Result);
        Assert.Equal(DataResult.Written, (await _store.PutAsync(session, "c", half)).Result);
        Assert.Equal(half, (await _store.ReadAsync(session.Digest, "b", Stop))?.Value.ToArray());
    }

    [Fact]
    public async Task Empty_value_is_a_value()
    {
        Session session = await _store.AddAsync(_folder.Clock.Now);
        await _store.PutAsync(session, "seen", []);
        DataItem? item = await _store.ReadAsync(session.Digest, "seen", Stop);
        Assert.NotNull(item);
        Assert.Equal(0, item.Value.Length);
    }

    [Fact]
    public async Task Removing_what_is_absent_changes_nothing()
    {
        Session session = await _store.AddAsync(_folder.Clock.Now);
        Assert.Equal(new DataOutcome(DataResult.Written, 0), await _store.PutAsync(session, "cart", null));
        Assert.Equal(DataResult.Conflict, (await _store.PutAsync(session, "cart", null, DataCondition.Version(1))).Result);
    }

    [Fact]
    public async Task Data_of_an_ended_session_leaves_the_file()
    {
        Session session = await _store.AddAsync(_folder.Clock.Now);
        await _store.PutAsync(session, "cart", [1]);
        await _store.EndAsync(session);

        Assert.Null(await _store.ReadAsync(session.Digest, "cart", Stop));
        using Connection db = _folder.Raw();
        Assert.Equal(0, db.AskNumber("SELECT count(*) FROM cloakroom_data") + db.AskNumber("SELECT count(*) FROM cloakroom_data_total"));
    }

    [Fact]
    public async Task Key_that_is_none_is_misuse()
    {
        Session session = await _store.AddAsync(_folder.Clock.Now);
        string[] keys = ["", new string('k', 129), new string('é', 65), "half a character \ud800"];
        foreach (string key in keys)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.PutAsync(session, key, [1]));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.ReadAsync(session.Digest, key, Stop).AsTask());
        }

        Assert.Equal(DataResult.Written, (await _store.PutAsync(session, new string('é', 64), [1])).Result);
    }
}
