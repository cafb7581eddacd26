using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Start;

/// <summary>Applications that are compiled ahead: with the installed runtime (ReadyToRun), and without any (native AOT).</summary>
/// <param name="ReadyEmpty">EmptyApp by ReadyToRun.</param>
/// <param name="ReadySessions">SessionApp by ReadyToRun.</param>
/// <param name="Packaged">SessionApp as it was built, with the library by ReadyToRun: what the packages of <c>eng/pack</c> bring.</param>
/// <param name="NativeEmpty">EmptyApp by native AOT.</param>
/// <param name="NativeSample">The sample AotApp.</param>
internal sealed record AheadOfTime(string ReadyEmpty, string ReadySessions, string Packaged, string NativeEmpty, string NativeSample)
{
    private static readonly string[] Ready = ["--use-current-runtime", "--self-contained", "false", "-p:PublishReadyToRun=true"];

    public static async Task<AheadOfTime> PublishAsync(Places places)
    {
        string empty = await places.PublishAsync("bench/apps/EmptyApp", "ready-empty", Ready);
        string sessions = await places.PublishAsync("bench/apps/SessionApp", "ready-sessions", Ready);
        string packaged = places.Mixed("SessionApp", sessions, "Cloakroom*.dll", "packaged-sessions");
        // Built in a place of its own, since a build for native AOT changes what the usual one leaves.
        string native = await places.PublishAotAsync("bench/apps/EmptyApp", "native-empty", "-p:PublishAot=true", $"-p:ArtifactsPath={Path.Combine(places.Root, "artifacts", "start", "native")}");
        string sample = await places.PublishAotAsync("samples/AotApp", "native-sample");
        return new(
            Path.Combine(empty, "EmptyApp.dll"), Path.Combine(sessions, "SessionApp.dll"), packaged, Path.Combine(native, "EmptyApp"), Path.Combine(sample, "AotApp"));
    }

    public async Task MeasureAsync(PartReport report, DirectoryInfo folders, int rounds, TimeSpan idle)
    {
        Startable[] apps =
        [
            new("an application with one endpoint", NativeEmpty, folders.CreateSubdirectory("native-empty").FullName),
            new("the sample AotApp: login, settings, SQLite", NativeSample, folders.CreateSubdirectory("native-sample").FullName) { ReadyPath = "/.well-known/jwks.json" },
        ];
        double[][] after = await Starts.RunAsync(rounds, apps);
        MemoryUse[] atRest = await Starts.RestAsync(1, idle, apps);
        ResultTable table = report.Table("Native AOT, no runtime installed; the size is that of the program and of SQLite beside it:", "program", "size", "first answer", "memory at rest");
        for (int i = 0; i < apps.Length; i++)
        {
            table.Row(apps[i].Name, string.Create(CultureInfo.InvariantCulture, $"{apps[i].Bytes / 1048576.0:F1} MiB"), Starts.Text(after[i]), atRest[i].Text);
        }
    }
}
