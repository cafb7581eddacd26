using System.Diagnostics;
using System.Globalization;
using Cloakroom.Bench.Reports;
using Cloakroom.Sqlite;

namespace Cloakroom.Bench;

/// <summary>How long a node takes to repeat its ledger in a store that may have forgotten logouts, on SQLite.</summary>
internal static class ReplayBench
{
    private const int User = 100;

    /// <param name="arguments">The most logouts that are known (100,000).</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        int most = arguments is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 100_000;
        var report = new PartReport(
            "replay", "A ledger of logouts repeated",
            "A node that comes back repeats its logouts in a store that may have forgotten some, and believes the store only then. Store: SQLite; each once.");
        ResultTable table = report.Table(
            "Milliseconds.", "logouts known", "of them forgotten by the store", "read from the journal", "until the store may be believed");
        foreach ((int known, int forgotten) in ((int, int)[])[(1_000, 0), (100_000, 0), (100_000, 1_000), (100_000, 10_000)])
        {
            if (known <= most)
            {
                (double read, double repeated) = await MeasureAsync(known, forgotten);
                table.Row($"{known:N0}", $"{forgotten:N0}", $"{read:F0}", $"{repeated:F0}");
            }
        }

        return report;
    }

    private static async Task<(double Read, double Repeated)> MeasureAsync(int known, int forgotten)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        await using var store = SqliteSessionStore.Open(new(Path.Combine(folder.FullName, "app.db")), TimeProvider.System);
        var journal = new ListedJournal();
        using (var engine = new SessionEngine(store, new SessionOptions(), TimeProvider.System))
        {
            for (int i = 0; i < known; i++)
            {
                SessionDigest digest = i < forgotten
                    ? (await engine.SignInAsync(new(new SessionUser($"{i / User}")), shown: null, CancellationToken.None))?.Session.Digest ?? default
                    : SessionId.Create().Digest();
                await journal.AppendAsync(RevocationFormat.Write(new JournalEntry.Ended(digest, EndReason.LoggedOut, TimeProvider.System.GetUtcNow().AddHours(1))));
            }
        }

        var watch = Stopwatch.StartNew();
        using var restarted = new SessionEngine(store, new SessionOptions(), TimeProvider.System, journal: journal);
        double read = watch.Elapsed.TotalMilliseconds;
        while (!restarted.IsStoreCaughtUp)
        {
            await restarted.RetryPendingAsync();
        }

        double repeated = watch.Elapsed.TotalMilliseconds - read;
        await store.DisposeAsync();
        folder.Delete(recursive: true);
        return (read, repeated);
    }

    private sealed class ListedJournal : IRevocationJournal
    {
        private readonly List<byte> _bytes = [];

        public long Records => _bytes.Count / RevocationFormat.Length;

        public byte[] Read() => [.. _bytes];

        public Task AppendAsync(byte[] records)
        {
            _bytes.AddRange(records);
            return Task.CompletedTask;
        }

        public Task ReplaceAsync(Func<byte[]> snapshot) => Task.CompletedTask;
    }
}
