using System.Globalization;

namespace Cloakroom.Bench.Start;

/// <summary>Starts several programs in turn, round by round, so that a slow minute of the machine falls on all of them.</summary>
internal static class Starts
{
    /// <summary>Milliseconds from the start of the process to the first answer: for each program those of its rounds, in order.</summary>
    public static async Task<double[][]> RunAsync(int rounds, params Startable[] all)
    {
        double[][] after = [.. all.Select(_ => new double[rounds])];
        // Once before those that count: it makes the files, and puts the program into memory.
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < all.Length; i++)
            {
                using StartedProgram program = await StartedProgram.StartAsync(all[i]);
                if (round >= 0)
                {
                    after[i][round] = program.ReadyAfter.TotalMilliseconds;
                }
            }

            Console.WriteLine(round < 0 ? "Each has been started once." : $"Round {round + 1} of {rounds} of starts.");
        }

        return after;
    }

    /// <summary>The memory of each when it has been started and left alone.</summary>
    public static async Task<MemoryUse[]> RestAsync(int rounds, TimeSpan idle, params Startable[] all)
    {
        List<MemoryUse>[] uses = [.. all.Select(_ => new List<MemoryUse>())];
        for (int round = 0; round < rounds; round++)
        {
            Console.WriteLine($"Round {round + 1} of {rounds} at rest, {idle.TotalSeconds} s.");
            var running = new List<StartedProgram>();
            foreach (Startable one in all)
            {
                running.Add(await StartedProgram.StartAsync(one));
            }

            await Task.Delay(idle);
            for (int i = 0; i < all.Length; i++)
            {
                uses[i].Add(MemoryUse.Of(running[i].Id));
                running[i].Dispose();
            }
        }

        return [.. uses.Select(MemoryUse.Median)];
    }

    /// <summary>The memory of a server when somebody has asked it that often.</summary>
    public static async Task<MemoryUse> AfterAsync(Startable server, int requests)
    {
        Console.WriteLine($"{requests:N0} requests to {server.Name}.");
        using StartedProgram program = await StartedProgram.StartAsync(server);
        await Visitor.AskAsync(program.Address, requests);
        return MemoryUse.Of(program.Id);
    }

    public static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    /// <summary>Median (least to most).</summary>
    public static string Text(double[] milliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(milliseconds):N0} ms ({milliseconds.Min():N0} to {milliseconds.Max():N0})");
}
