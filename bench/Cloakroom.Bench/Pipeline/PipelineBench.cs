using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Pipeline;

/// <summary>
/// What <c>UseCloakroom</c> takes of a request, without sockets around it: the same request through an empty pipeline and through ours.
/// What the framework adds because of it is part of that: the accessor of the current request, and authorization.
/// </summary>
internal static class PipelineBench
{
    private const string About =
        "Requests one after the other on one core, made and dropped as the server does it, through an empty pipeline and through `UseCloakroom` with SQLite and the "
        + "near cache; the empty one is taken off, round by round. Nanoseconds as median (least to most) of the rounds, bytes allocated. What the framework adds "
        + "because of it is included: the accessor of the current request, authorization.";

    /// <param name="arguments">Rounds that count, and requests of each kind in a round.</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        int rounds = Number(arguments, 0, 15), requests = Number(arguments, 1, 20_000);
        var report = new PartReport("pipeline", "A request without sockets around it", $"{About} {rounds} rounds of {requests:N0} requests of each kind.");
        await using var stage = await Stage.StartAsync();
        Passage empty = stage.Empty();
        (string Who, Passage?[] Ways)[] rows = [.. (await stage.EnterAsync()).Select(v => (v.Who, stage.WaysOf(v)))];
        var spent = rows.Select(r => r.Ways.Select(_ => new List<Cost>()).ToArray()).ToArray();
        var nothing = new List<Cost>();
        // The rounds before the first that counts are for the compiler, which makes its fast code only while the program runs.
        for (int round = -3; round < rounds; round++)
        {
            Cost around = await empty.MeasureAsync(requests);
            foreach ((int row, (_, Passage?[] ways)) in rows.Index())
            {
                foreach ((int way, Passage? passage) in ways.Index())
                {
                    if (passage is not null && await passage.MeasureAsync(requests) is var cost && round >= 0)
                    {
                        spent[row][way].Add(cost - around);
                    }
                }
            }

            if (round >= 0)
            {
                nothing.Add(around);
            }
        }

        ResultTable table = report.Table(
            "What a request takes, by who asks and what the endpoint wants to know.",
            "who asks", "open to all: ns", "bytes", "reads the user's ID: ns", "bytes", "`RequireAuthorization`: ns", "bytes");
        table.Row(["nobody, no authentication: what is taken off", .. Cells(nothing), "", "", "", ""]);
        foreach ((int row, (string who, _)) in rows.Index())
        {
            table.Row([who, .. spent[row].SelectMany(Cells)]);
        }

        return report;
    }

    private static string[] Cells(List<Cost> costs)
    {
        double[] times = [.. costs.Select(c => c.Nanoseconds).Order()];
        return times.Length == 0 ? ["", ""]
            : [Text($"{times[times.Length / 2]:N0} ({times[0]:N0} to {times[^1]:N0})"), Text($"{costs.Select(c => c.Bytes).Order().ElementAt(costs.Count / 2):N0}")];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int Number(string[] arguments, int index, int otherwise) =>
        arguments.Length > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;
}
