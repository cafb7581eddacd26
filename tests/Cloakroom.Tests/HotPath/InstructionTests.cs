using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Cloakroom.Tests.Conventions;

namespace Cloakroom.Tests.HotPath;

/// <summary>
/// How many instructions each step of a request takes. Unlike a time this is the same on a busy machine, so that a build may fail on it. One
/// that takes fewer than written down fails as well: what was won is to be kept.
/// </summary>
public sealed class InstructionTests
{
    private const string File = "tests/Cloakroom.Tests/HotPath/instructions.txt";

    // Another C library or processor takes another way through copying and hashing.
    private const double Tolerance = 0.03;

    [Fact]
    public async Task A_step_of_a_request_takes_as_many_instructions_as_are_written_down()
    {
        Assert.SkipWhen(Repository.Configuration == "debug", "Instructions are counted of an optimized program: build the tests with --configuration Release.");
        Assert.SkipUnless(Avx2.IsSupported && Bmi2.X64.IsSupported, "This processor has not the instructions that are counted (x86-64-v3).");
        foreach (string tool in (string[])["/usr/bin/valgrind", "/usr/bin/gcc"])
        {
            Assert.SkipUnless(System.IO.File.Exists(tool), $"{Path.GetFileName(tool)} is not installed");
        }

        Dictionary<string, int> written = Read();
        IEnumerable<string> lines = (await Callgrind.CountAsync()).Select(o => $"{(IsAsWritten(o) ? written[o.Operation] : Math.Round(o.Instructions)),7} {o.Operation}\n");
        Accepted.Equal(File, string.Concat(lines));

        bool IsAsWritten((string Operation, double Instructions) counted) =>
            written.TryGetValue(counted.Operation, out int before) && Math.Abs(counted.Instructions - before) <= Tolerance * before;
    }

    private static Dictionary<string, int> Read() => Repository.Exists(File)
        ? Repository.Read(File).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimStart().Split(' ', 2))
            .ToDictionary(l => l[1], l => int.Parse(l[0], CultureInfo.InvariantCulture), StringComparer.Ordinal)
        : [];
}
