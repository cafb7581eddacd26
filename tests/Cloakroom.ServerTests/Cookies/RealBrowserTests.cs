using System.Diagnostics;
using Cloakroom.Cookies;

namespace Cloakroom.ServerTests.Cookies;

/// <summary>The jar and Chromium go through the same random scripts, and nobody who looks at the cookies can tell them apart.</summary>
public sealed class RealBrowserTests(Stage stage, ITestOutputHelper output) : IClassFixture<Stage>
{
    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    private static int Steps => IsLong ? 10_000 : 500;

    public static TheoryData<string> Differences => KnownDifference.Names;

    [Fact]
    public async Task The_jar_does_what_Chromium_does()
    {
        // The short run plays the same scripts each time: what a new Chromium does otherwise is for the long run to find, not for a build.
        ulong seed = Numbers.Chosen(usual: IsLong ? null : 1).Seed;
        var watch = Stopwatch.StartNew();
        int played = 0;
        for (; played < Steps; seed++)
        {
            IReadOnlyList<Step> script = Script.Make(seed, stage.World);
            if (await stage.PlayAsync(script, CookieJarOptions.Chromium) is { } difference)
            {
                string what = string.Join('\n', difference.What);
                Assert.Fail($"CLOAKROOM_SEED={seed} shows this again, at step {difference.Step}:\n{what}\n{await new Shrinking(stage).DescribeAsync(script, difference)}");
            }

            played += script.Count;
        }

        output.WriteLine($"{played} steps in {watch.Elapsed}");
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task Where_the_draft_says_otherwise_Chromium_does_what_is_listed(string what)
    {
        KnownDifference known = KnownDifference.All.Single(d => d.What == what);

        Difference? left = await stage.PlayAsync(known.Script, CookieJarOptions.Chromium);
        Assert.True(left is null, left?.ToString());
        Assert.NotNull(await stage.PlayAsync(known.Script, known.AsDraft));
        Assert.Contains($"\n| {what} | ", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "cookies.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
