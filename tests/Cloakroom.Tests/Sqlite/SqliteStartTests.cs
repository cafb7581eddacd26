using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Sqlite;

/// <summary>What cannot be opened says why, in one sentence, and is left as it was.</summary>
public sealed class SqliteStartTests : IAsyncDisposable
{
    private const int PageSize = 4096;
    private readonly StoreFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData("PRAGMA application_id=7", "belongs to another program (application_id 7, user_version 0); choose another path.")]
    [InlineData("PRAGMA user_version=3", "belongs to another program (application_id 0, user_version 3); choose another path.")]
    [InlineData("PRAGMA application_id=1131178866; PRAGMA user_version=99", "was written by a newer version of Cloakroom (schema 99,")]
    [InlineData("PRAGMA application_id=1131178866; PRAGMA user_version=1", "no such table")]
    public async Task File_of_somebody_else_is_refused(string sql, string sentence)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File) ?? "");
        await File.WriteAllBytesAsync(_folder.File, [], Sample.Stop);
        using (Connection db = _folder.Raw())
        {
            db.Execute("CREATE TABLE theirs(x); " + sql);
        }

        Refused(sentence);
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused_and_not_touched()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File) ?? "");
        string text = string.Join('\n', Enumerable.Repeat("This is a diary.", 500));
        await File.WriteAllTextAsync(_folder.File, text, Sample.Stop);
        Refused("is damaged or no SQLite database");
        Assert.Equal(text, await File.ReadAllTextAsync(_folder.File, Sample.Stop));
    }

    [Fact]
    public async Task Damaged_database_is_refused()
    {
        SqliteSessionStore store = _folder.Open();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => store.AddAsync(_folder.Clock.Now, "user " + i)));
        await store.DisposeAsync();
        byte[] bytes = await File.ReadAllBytesAsync(_folder.File, Sample.Stop);
        for (int at = PageSize; at < bytes.Length; at += PageSize)
        {
            bytes.AsSpan(at, 8).Fill(0xEE);
        }

        await File.WriteAllBytesAsync(_folder.File, bytes, Sample.Stop);
        Refused("restore it from a backup, or move it away to start anew.");
    }

    [Fact]
    public async Task Damage_met_later_is_unavailable_and_never_a_wrong_answer()
    {
        SqliteSessionStore store = _folder.Open();
        Session[] sessions = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => store.AddAsync(_folder.Clock.Now, "user " + i)));
        using (Connection db = _folder.Raw())
        {
            db.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        await using (FileStream file = new(_folder.File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            for (long at = PageSize; at < file.Length; at += PageSize)
            {
                file.Position = at;
                file.Write([0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE]);
            }
        }

        // A new reader has no page in memory yet.
        using var metrics = new StoreMetrics(() => true);
        using var readers = new ReaderPool([new Reader(Opening.Reader(_folder.File, TimeSpan.FromSeconds(1)), metrics)], metrics);
        foreach (Session session in sessions)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(
                () => readers.AskAsync(session.Digest, (reader, digest) => reader.Find(digest), Sample.Stop).AsTask());
        }
    }

    [Fact]
    public void Folder_in_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(_folder.File);
        Refused("is a folder; name a file.");
    }

    [Fact]
    public void File_in_place_of_the_folder_is_refused()
    {
        File.WriteAllBytes(Path.Combine(_folder.Root, "data"), []);
        Refused("create it and let this user write there, or choose another path.");
    }

    [Fact]
    public async Task Read_only_disk_is_refused()
    {
        _folder.MountSmallDisk("4m");
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File) ?? "");
        _folder.Remount("ro");
        Refused("let this user write to the folder, or choose another path.");

        _folder.Remount("rw");
        await _folder.Open().DisposeAsync();
        _folder.Remount("ro");
        Refused("let this user write the file and its folder");
        _folder.Remount("rw");
    }

    [Fact]
    public void Setting_out_of_range_is_refused() => Assert.StartsWith(
        "Sqlite:BusyBudget is 00:00:00;",
        Assert.Throws<StoreStartException>(() => _folder.Open(new SqliteStoreOptions(_folder.File) { BusyBudget = TimeSpan.Zero })).Message,
        StringComparison.Ordinal);

    private void Refused(string sentence)
    {
        string message = Assert.Throws<StoreStartException>(() => _folder.Open()).Message;
        Assert.Contains(sentence, message, StringComparison.Ordinal);
        Assert.Contains(_folder.Root, message, StringComparison.Ordinal);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
    }
}
