using Cloakroom.FaultTests.Checking;
using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Runs;

namespace Cloakroom.FaultTests.Figures;

/// <summary>What one run, or many of a kind, came to in figures. Times are milliseconds.</summary>
internal sealed record RunFigures(string Store, string Fault)
{
    public int Runs { get; init; } = 1;

    public int Failed { get; init; }

    public long Operations { get; init; }

    /// <summary>Revocations that were acknowledged with 200 or 204.</summary>
    public long Revocations { get; init; }

    /// <summary>Revocations that were acknowledged with 202.</summary>
    public long Pending { get; init; }

    public long Undone { get; init; }

    public long WrongUsers { get; init; }

    /// <summary>Live sessions that were refused, and cookies that were deleted.</summary>
    public long LoggedOut { get; init; }

    /// <summary>Logins that went with the store's last writes.</summary>
    public long LostLogins { get; init; }

    public double LongestAnswer { get; init; }

    /// <summary>Longest answer of a node that has been without the store for a second.</summary>
    public double LongestWithoutStore { get; init; }

    /// <summary>Until a node without store answered at once, at most.</summary>
    public double Opened { get; init; }

    /// <summary>Until everything worked again on all nodes, at most.</summary>
    public double Recovered { get; init; }

    public static RunFigures Of(RunResult result)
    {
        const double AtOnce = 50, Notice = 1000;
        Operation[] answered = [.. result.Operations.Where(o => o.Answer.Status != 0)];
        (Operation Operation, Window Cut)[] cutOff = [.. from cut in result.Windows
                                                         where cut.Trouble == Trouble.CutOff
                                                         from o in answered
                                                         where cut.Concerns(o.Node) && o.Start >= cut.From && o.End <= cut.To
                                                         select (o, cut)];
        int Broken(Law law) => result.Verdict.Violations.Count(v => v.Law == law);
        return new RunFigures(result.Scenario.Store, result.Scenario.Fault)
        {
            Failed = result.Failure is null ? 0 : 1,
            Operations = result.Operations.Count,
            Revocations = answered.Count(o => o.IsEnding && o.Answer.IsDone),
            Pending = answered.Count(o => o.IsEnding && o.Answer.Status == 202),
            Undone = Broken(Law.GoneStaysGone),
            WrongUsers = Broken(Law.NeverTheWrongUser),
            LoggedOut = Broken(Law.OutageIsNoLogout),
            LostLogins = result.Verdict.LostLogins,
            LongestAnswer = answered.Max(o => o.Took),
            LongestWithoutStore = cutOff.Where(c => c.Operation.Start > c.Cut.From + Notice).Select(c => c.Operation.Took).DefaultIfEmpty().Max(),
            Opened = cutOff.Where(c => c.Operation.Took > AtOnce).Select(c => c.Operation.End - c.Cut.From).DefaultIfEmpty().Max(),
            Recovered = result.RecoveredAfter ?? double.PositiveInfinity,
        };
    }

    public static RunFigures operator +(RunFigures a, RunFigures b) => new(a.Store, a.Fault == b.Fault ? a.Fault : "all")
    {
        Runs = a.Runs + b.Runs,
        Failed = a.Failed + b.Failed,
        Operations = a.Operations + b.Operations,
        Revocations = a.Revocations + b.Revocations,
        Pending = a.Pending + b.Pending,
        Undone = a.Undone + b.Undone,
        WrongUsers = a.WrongUsers + b.WrongUsers,
        LoggedOut = a.LoggedOut + b.LoggedOut,
        LostLogins = a.LostLogins + b.LostLogins,
        LongestAnswer = Math.Max(a.LongestAnswer, b.LongestAnswer),
        LongestWithoutStore = Math.Max(a.LongestWithoutStore, b.LongestWithoutStore),
        Opened = Math.Max(a.Opened, b.Opened),
        Recovered = Math.Max(a.Recovered, b.Recovered),
    };
}
