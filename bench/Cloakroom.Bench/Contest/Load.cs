using System.Diagnostics;
using System.Net;
using System.Text;

namespace Cloakroom.Bench.Contest;

/// <summary>
/// Makes the load: one thread, 32 connections, each with one request in flight. Its turns are short, so that what is compared is measured
/// within a few tenths of a second, before the machine has become another.
/// </summary>
internal static class Load
{
    public const string Method = "load by one thread with 32 connections, each with one request in flight; whoever is asked has one core, and the load the other";

    private const int Connections = 32;

    // So many looks at the compiler, one after the other, have to find it idle: on a core for less than this share of the time.
    private const int Quiet = 10;
    private const double Idle = 0.02;

    // Unmeasured at the beginning of a turn: new connections, and caches that the one before has filled with its own.
    private static readonly TimeSpan Warm = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan ShortestPreparation = TimeSpan.FromSeconds(1), LongestPreparation = TimeSpan.FromSeconds(12), Look = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Asks for a second at least, and until the compiler has nothing to do any more: before that, a request costs up to three times as much. Who is busy with
    /// that may refuse.
    /// </summary>
    /// <returns>Whether the compiler was done in time.</returns>
    public static bool Prepare(Ask ask) => Run(ask, connections =>
    {
        int quiet = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < ShortestPreparation || quiet < Quiet)
        {
            if (Stopwatch.GetElapsedTime(start) > LongestPreparation)
            {
                return false;
            }

            TimeSpan before = Compiler.TimeOf(ask.Contender.Processes);
            Circle(connections, Look, null);
            quiet = Compiler.TimeOf(ask.Contender.Processes) - before < Look * Idle ? quiet + 1 : 0;
        }

        return true;
    });

    /// <summary>Asks for a time.</summary>
    /// <exception cref="InvalidOperationException">The contender refused what it must not refuse.</exception>
    public static Lap Run(Ask ask, double seconds) => Run(ask, connections => Run(ask, connections, TimeSpan.FromSeconds(seconds)));

    private static T Run<T>(Ask ask, Func<LoadConnection[], T> run)
    {
        byte[] request = Encoding.ASCII.GetBytes($"{ask.Method} {ask.Path} HTTP/1.1\r\n{(ask.Headers.Any(IsHost) ? "" : $"Host: {ask.Contender.Url.Authority}\r\n")}"
            + $"{(ask.Method == "POST" ? "Content-Length: 0\r\n" : "")}{string.Join("\r\n", ask.Headers)}\r\n\r\n");
        var place = new IPEndPoint(IPAddress.Loopback, ask.Contender.Url.Port);
        var connections = new LoadConnection[Connections];
        try
        {
            for (int i = 0; i < connections.Length; i++)
            {
                connections[i] = new(place, request);
                connections[i].Ask();
            }

            return run(connections);
        }
        finally
        {
            Array.ForEach(connections, c => c?.Dispose());
        }
    }

    private static Lap Run(Ask ask, LoadConnection[] connections, TimeSpan time)
    {
        Circle(connections, Warm, null);
        var waits = new List<long>(1 << 16);
        TimeSpan cpu = ProcessTime.Of(ask.Contender.Processes);
        long start = Stopwatch.GetTimestamp();
        int refused = Circle(connections, time, waits);
        TimeSpan taken = Stopwatch.GetElapsedTime(start), spent = ProcessTime.Of(ask.Contender.Processes) - cpu;
        if (refused > 0)
        {
            throw new InvalidOperationException($"{ask.Contender.Name} refused {refused} of {waits.Count} requests to {ask.Path}.");
        }

        if (connections.Sum(c => c.Broken) is > 0 and var broken)
        {
            Console.Error.WriteLine($"{ask.Contender.Name}: {broken} broken connections of {waits.Count} requests to {ask.Path}");
        }

        waits.Sort();
        return new(waits.Count / taken.TotalSeconds, spent.TotalMilliseconds * 1000 / waits.Count, Wait(0.5), Wait(0.99));

        double Wait(double share) => TimeSpan.FromTicks(waits[(int)(waits.Count * share)] * TimeSpan.TicksPerSecond / Stopwatch.Frequency).TotalMilliseconds;
    }

    // All in turn: an answer is read, and the next request sent at once. How many were refused.
    private static int Circle(LoadConnection[] connections, TimeSpan time, List<long>? waits)
    {
        int refused = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            foreach (LoadConnection connection in connections)
            {
                refused += connection.Read() ? 0 : 1;
                waits?.Add(Stopwatch.GetTimestamp() - connection.SentAt);
                connection.Ask();
            }
        }
        while (Stopwatch.GetElapsedTime(start) < time);

        return refused;
    }

    private static bool IsHost(string line) => line.StartsWith("Host: ", StringComparison.Ordinal);
}
