using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

/// <summary>
/// A power cut leaves any part of what was not yet synced. What is acknowledged is synced, so the WAL is cut at every kind of place and
/// opened again: everything acknowledged by then must be there, everything else wholly or not at all.
/// </summary>
public sealed class SqlitePowerCutTests : IAsyncDisposable
{
    private const int WalHeader = 32, FrameHeader = 24, Frame = FrameHeader + 4096;
    private readonly StoreFolder _folder = new();

    private string Wal => _folder.File + "-wal";

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Acknowledged_write_is_there_wherever_the_tail_is_cut()
    {
        SqliteSessionStore store = _folder.Open();
        Session loggedOut = await store.AddAsync(_folder.Clock.Now), rotated = await store.AddAsync(_folder.Clock.Now);
        Session[] disabled = [await store.AddAsync(_folder.Clock.Now, "43"), await store.AddAsync(_folder.Clock.Now, "43")];
        await store.DisposeAsync();
        byte[] database = await File.ReadAllBytesAsync(_folder.File, Stop);

        store = _folder.Open();
        Session renewed = Login(_folder.Clock.Now), fresh = Login(_folder.Clock.Now);
        long[] acknowledged =
        [
            await LengthAfterAsync(store.EndAsync(loggedOut)),
            await LengthAfterAsync(store.DeleteUserAsync(new SessionChange.DestroyAll("43", null, EndReason.UserDisabled), Stop).AsTask()),
            await LengthAfterAsync(store.ReplaceAsync(new SessionChange.Replace(rotated.Digest, renewed), Stop).AsTask()),
            await LengthAfterAsync(store.CreateAsync(new SessionChange.Create(fresh, 9), Stop).AsTask()),
        ];
        byte[] wal = await ReadWalAsync();
        Assert.Equal(acknowledged[^1], wal.Length);

        string copy = Path.Combine(_folder.Root, "copy.db");
        foreach (int cut in Cuts(wal.Length))
        {
            foreach (byte[] tail in new[] { [], new byte[wal.Length - cut] })
            {
                await File.WriteAllBytesAsync(copy, database, Stop);
                await File.WriteAllBytesAsync(copy + "-wal", [.. wal[..cut], .. tail], Stop);
                File.Delete(copy + "-shm");

                using var metrics = new StoreMetrics(() => true);
                using Connection db = Connection.Open(copy, TimeSpan.FromSeconds(5));
                Assert.Equal("ok", db.Ask("PRAGMA integrity_check"));
                var sessions = new SessionQuery(db, metrics);
                int survived = acknowledged.Count(length => length <= cut);
                Assert.Equal(survived >= 1, sessions.Find(loggedOut.Digest).Ended is not null);
                Assert.All(disabled, s => Assert.Equal(survived >= 2, sessions.Find(s.Digest).Ended is not null));
                Assert.Equal(survived >= 3, sessions.Find(rotated.Digest).Ended is not null);
                Assert.Equal(survived >= 3, sessions.Find(renewed.Digest).Session is not null);
                Assert.Equal(survived >= 4, sessions.Find(fresh.Digest).Session is not null);
            }
        }
    }

    /// <summary>Around every edge of a frame, and in steps between.</summary>
    private static IEnumerable<int> Cuts(int length) => Enumerable.Range(0, length + 1)
        .Where(at => at % 509 == 0 || at == length || (at - WalHeader) % Frame is -1 or 0 or 1 or FrameHeader - 1 or FrameHeader or Frame - 1);

    private async Task<long> LengthAfterAsync(Task write)
    {
        await write;
        return new FileInfo(Wal).Length;
    }

    private async Task<byte[]> ReadWalAsync()
    {
        await using FileStream file = new(Wal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }
}
