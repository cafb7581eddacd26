using System.Text.Json.Serialization;
using Cloakroom.Server.Backups;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Cli;

/// <summary><c>backup FILE</c>, also while the server runs; <c>restore FILE</c> and <c>recover FILE</c>, while it does not.</summary>
internal static class BackupCommand
{
    public static void Backup(Arguments arguments, string file, TextWriter output)
    {
        IReadOnlyList<BackupPair> pairs = BackupPlan.Of(Read(arguments), file);
        foreach (BackupPair pair in pairs)
        {
            SqliteCopy.Make(pair.Live, pair.Copy);
        }

        Printer.Print(output, arguments, pairs.Select(p => new CopyLine(p.What, p.Live, p.Copy, new FileInfo(p.Copy).Length)));
    }

    public static void Restore(Arguments arguments, string file, TextWriter output)
    {
        ServerOptions options = Read(arguments);
        IReadOnlyList<BackupPair> pairs = BackupPlan.Of(options, file);
        foreach (BackupPair pair in pairs)
        {
            if (SqliteCopy.Trouble(pair.Copy) is { } trouble)
            {
                throw new StartRefusedException($"{pair.Copy} {trouble}; name a file that the command backup made.");
            }

            Restoring.RefuseIfInUse(pair.Live);
        }

        bool hasJournal = File.Exists(options.JournalFile);
        foreach (BackupPair pair in pairs)
        {
            Restoring.Put(pair, hasJournal);
        }

        Printer.Print(output, arguments, pairs.Select(p => new RestoredLine(p.What, p.Copy, p.Live, p.HasSessions ? hasJournal : null)));
    }

    public static void Recover(Arguments arguments, string file, TextWriter output)
    {
        IReadOnlyList<BackupPair> pairs = BackupPlan.Of(Read(arguments), file);
        foreach (BackupPair pair in pairs)
        {
            Restoring.RefuseIfInUse(pair.Live);
        }

        Printer.Print(output, arguments, pairs.SelectMany(p => Salvage.Make(p.Live, p.Copy).Select(t => new SavedLine(p.Copy, t.Name, t.Rows, t.IsWhole))));
    }

    private static ServerOptions Read(Arguments arguments) => ServerSettings.Read(Configuration.CreateBuilder(arguments).Configuration);

    private sealed record CopyLine(string What, string From, string To, long Bytes) : ILine
    {
        [JsonIgnore]
        public string Text => $"{What}: {From} -> {To} ({Bytes} bytes)";
    }

    private sealed record RestoredLine(string What, string From, string To, bool? SessionsKept) : ILine
    {
        [JsonIgnore]
        public string Text => $"{What}: {From} -> {To}{SessionsKept switch
        {
            true => "; logouts since then are repeated from the journal at the next start",
            false => "; there is no journal of logouts, so all sessions are over",
            null => "",
        }}";
    }

    private sealed record SavedLine(string To, string Table, long Rows, bool IsWhole) : ILine
    {
        [JsonIgnore]
        public string Text => $"{To}: {Table}, {Rows} rows{(IsWhole ? "" : "; others were lost with damaged pages")}";
    }
}
