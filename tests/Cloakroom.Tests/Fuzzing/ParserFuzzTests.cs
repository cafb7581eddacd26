using System.Diagnostics;
using System.Globalization;
using Cloakroom.Tests.Cookies.Jar.Fuzz;

namespace Cloakroom.Tests.Fuzzing;

/// <summary>
/// Whatever comes: an answer, no exception, no hang. A short time for each parser in every run, a minute with --long, or as many as
/// CLOAKROOM_FUZZ_MINUTES says; CLOAKROOM_FUZZ_PARSER names the only one.
/// </summary>
public sealed class ParserFuzzTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    private static readonly Target[] All = [.. TextTargets.All(), .. TokenTargets.All(), .. ByteTargets.All(), .. ServerTargets.All()];

    private static string? Chosen => Environment.GetEnvironmentVariable("CLOAKROOM_FUZZ_PARSER");

    public static TheoryData<string> Names => [.. All.Select(t => t.Name).Where(n => Chosen is null || n == Chosen)];

    private static TimeSpan Time =>
        double.TryParse(Environment.GetEnvironmentVariable("CLOAKROOM_FUZZ_MINUTES"), CultureInfo.InvariantCulture, out double minutes) ? TimeSpan.FromMinutes(minutes)
        : Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(250);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_breaks_it(string name)
    {
        Target target = All.Single(t => t.Name == name);
        ulong seed = ChosenSeed.Take();
        output.WriteLine($"CLOAKROOM_SEED={seed}");
        var run = new Run(target, new Numbers(seed));
        Task playing = Task.Factory.StartNew(() => run.Play(Time), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        long seen = -1;
        while (await Task.WhenAny(playing, Task.Delay(Hang, CancellationToken.None)) != playing)
        {
            Assert.True(seen != (seen = run.Inputs), $"{name} hangs on {run.Current}");
        }

        await playing;
        Assert.True(run.Failure is null, run.Failure);
        Assert.True(run.Kinds > 1, $"{name}: every input had the same answer.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {run.Inputs} inputs, {run.Kinds} kinds of answers"));
    }

    private sealed class Run(Target target, Numbers numbers)
    {
        private const int MostKinds = 2_000;

        private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);
        private byte[] _current = [];
        private long _inputs;

        public string? Failure { get; private set; }

        public long Inputs => Interlocked.Read(ref _inputs);

        public int Kinds => _kinds.Count;

        public string Current => Convert.ToBase64String(_current);

        public void Play(TimeSpan time)
        {
            var mutator = new ByteMutator(numbers, target.Seeds, target.Words);
            foreach (byte[] seed in target.Seeds)
            {
                Try(seed);
            }

            for (long start = Stopwatch.GetTimestamp(); Failure is null && Stopwatch.GetElapsedTime(start) < time;)
            {
                byte[] input = mutator.Next();
                if (Try(input))
                {
                    mutator.Learn(input);
                }
            }
        }

        // Whether it was answered in a way that was not seen before.
        private bool Try(byte[] input)
        {
            _current = input;
            try
            {
                string kind = target.Read(input);
                Interlocked.Increment(ref _inputs);
                return _kinds.Count < MostKinds && _kinds.Add(kind);
            }
            catch (Exception broken)
            {
                Failure = $"{target.Name} breaks on {Current}: {broken}";
                return false;
            }
        }
    }
}
