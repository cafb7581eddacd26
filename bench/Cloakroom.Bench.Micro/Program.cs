using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Cloakroom.Bench.Micro;
using Cloakroom.Bench.Reports;
using Perfolizer.Horology;

// bench/run micro runs this; alone: dotnet run -c Release --project bench/Cloakroom.Bench.Micro [-- quick] [--save FOLDER]
bool quick = args.Contains("quick", StringComparer.Ordinal);
(int warmUp, int iterations, int milliseconds) = quick ? (1, 1, 10) : (3, 9, 250);
Job job = Job.Default.WithWarmupCount(warmUp).WithIterationCount(iterations).WithIterationTime(TimeInterval.FromMilliseconds(milliseconds));
// In this process: what is measured is internal, and a project made for each run would not see it.
ManualConfig config = ManualConfig.CreateEmpty().AddJob(job.WithToolchain(InProcessEmitToolchain.Instance)).AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance).AddLogger(ConsoleLogger.Default)
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));
Summary summary = BenchmarkRunner.Run<HotPathBenchmarks>(config);

var report = new PartReport("micro", "The steps of a request", string.Create(
    CultureInfo.InvariantCulture,
    $"Each alone, by BenchmarkDotNet: {iterations} iterations of {milliseconds} ms after {warmUp} to warm up; nanoseconds as median (least to most), bytes allocated."));
ResultTable table = report.Table("One core, everything in its caches: what a step costs at least.", "step", "nanoseconds", "allocated");
Aim[] aims = [];
foreach (BenchmarkReport one in summary.Reports)
{
    string what = one.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
    if (one.ResultStatistics is not { } times || one.GcStats.GetBytesAllocatedPerOperation(one.BenchmarkCase) is not { } bytes)
    {
        await Console.Error.WriteLineAsync($"Not measured: {what}.");
        return 1;
    }

    table.Row(what, string.Create(CultureInfo.InvariantCulture, $"{times.Median:N0} ({times.Min:N0} to {times.Max:N0})"), string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} B"));
    if (what == HotPathBenchmarks.Hit)
    {
        aims = [Aim.AtMost("near-cache hit with the reading of the ID, ns", times.Median, 500), Aim.AtMost("near-cache hit, bytes allocated", bytes, 0)];
    }
}

foreach (Aim aim in aims)
{
    report.Add(aim);
}

if (Array.IndexOf(args, "--save") is >= 0 and int save && save + 1 < args.Length)
{
    await report.SaveAsync(args[save + 1], await RunNote.OfAsync(args[save + 1]));
}

return summary.Reports.Length > 0 ? 0 : 1;
