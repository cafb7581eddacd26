using System.Diagnostics;

namespace Cloakroom.ServerTests.Cookies;

/// <summary>Makes a script smaller as long as it still shows a difference, for some time: first steps go, then redirects, then lines.</summary>
internal sealed class Shrinking(Stage stage)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private Step[] _script = [];
    private Difference? _difference;

    /// <summary>Describes what remains.</summary>
    public async Task<string> DescribeAsync(IReadOnlyList<Step> script, Difference difference)
    {
        (_script, _difference) = ([.. script.Take(difference.Step + 1)], difference);
        for (int size = Math.Max(_script.Length / 2, 1); size > 0; size /= 2)
        {
            for (int start = _script.Length - 1 - size; start >= 0; start = Math.Min(start, _script.Length) - size)
            {
                await TryAsync([.. _script.Take(start), .. _script.Skip(start + size)]);
            }
        }

        for (int i = 0; i < _script.Length; i++)
        {
            await ShrinkStepAsync(i);
        }

        string steps = string.Concat(_script.Select((s, i) => $"  {i}. {s}\n"));
        return $"What is left when everything is left out that the difference does not need:\n{steps}{_difference}";
    }

    private async Task ShrinkStepAsync(int step)
    {
        for (int hop = _script[step].Hops.Count - 2; hop >= 0; hop--)
        {
            await TryAsync(step, [.. _script[step].Hops.Where((_, i) => i != hop)]);
        }

        for (int hop = 0; hop < _script[step].Hops.Count; hop++)
        {
            for (int line = _script[step].Hops[hop].Lines.Count - 1; line >= 0; line--)
            {
                Hop less = _script[step].Hops[hop] with { Lines = [.. _script[step].Hops[hop].Lines.Where((_, i) => i != line)] };
                await TryAsync(step, [.. _script[step].Hops.Select((h, i) => i == hop ? less : h)]);
            }
        }
    }

    private Task TryAsync(int step, IReadOnlyList<Hop> hops) => TryAsync([.. _script.Select((s, i) => i == step ? s with { Hops = hops } : s)]);

    private async Task TryAsync(Step[] smaller)
    {
        if (_difference is { } difference && _watch.Elapsed < Limit && Scene.MakesSense(smaller, stage.World) && await stage.PlayAsync(smaller, difference.Options) is { } still)
        {
            (_script, _difference) = ([.. smaller.Take(still.Step + 1)], still);
        }
    }
}
