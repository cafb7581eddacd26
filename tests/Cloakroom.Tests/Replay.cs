using FsCheck;
using Microsoft.FSharp.Core;

namespace Cloakroom.Tests;

/// <summary>
/// How properties run: a failure throws and prints its seed. To repeat it, set CLOAKROOM_REPLAY to the two numbers that were printed,
/// for example <c>CLOAKROOM_REPLAY=4711,4712</c>, and run that test alone.
/// </summary>
internal static class Replay
{
    public static Config Config(int tests)
    {
        Config config = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true);
        return Environment.GetEnvironmentVariable("CLOAKROOM_REPLAY")?.Split(',') is [{ } seed, { } gamma]
            ? config.WithReplay(FSharpOption<FsCheck.Replay>.Some(new FsCheck.Replay(new Rnd(ulong.Parse(seed), ulong.Parse(gamma)), FSharpOption<int>.None)))
            : config;
    }
}
