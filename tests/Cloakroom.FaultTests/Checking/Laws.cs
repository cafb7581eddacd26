using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Checking;

/// <summary>An acknowledged revocation holds, through all faults and recoveries.</summary>
internal static class Revocations
{
    public static Violation? Broken(Operation operation, SessionLife? life) =>
        life is not null && operation.IsServed && life.Deadline(operation.Node, operation.IsSafe) is { By: { } by } deadline && operation.Start > deadline.At
            ? new(Law.GoneStaysGone, operation, $"Session #{operation.Session} was ended and is served {operation.Start - by.End:F0} ms after the acknowledgement; {deadline.At - by.End:F0} ms were allowed.", by)
            : null;
}

/// <summary>Nobody is taken for somebody else.</summary>
internal static class Identity
{
    public static Violation? Broken(Operation operation) =>
        operation.Answer.User is { } user && user != operation.User ? new(Law.NeverTheWrongUser, operation, $"{operation.User} asked and was taken for {user}.")
        : operation.Answer.Owner is { } owner && owner != operation.Session ? new(Law.NeverTheWrongUser, operation, $"Session #{operation.Session} got the data of #{owner}.")
        : operation.Answer.SetsCookie && operation.Verb != Verb.Login ? new(Law.NeverTheWrongUser, operation, "A session was given to somebody who did not log in.")
        : null;
}

/// <summary>An outage is not a logout.</summary>
internal static class Outages
{
    public static Violation? Broken(Operation operation, SessionLife? life)
    {
        if (operation.Answer.DeletesCookie && operation.Verb is not (Verb.Logout or Verb.EndAll))
        {
            return new(Law.OutageIsNoLogout, operation, "A cookie was deleted, and nobody logged out.");
        }

        return life is not null && operation.Answer.Status == 401 && life.LivesUntil(operation.End)
            ? new(Law.OutageIsNoLogout, operation, $"Session #{operation.Session} lives and was refused.") : null;
    }
}

/// <summary>A node that cannot ask the store serves safe requests for a while, and then nothing that needs a session.</summary>
internal static class Closing
{
    public static Violation? Broken(Operation operation, IReadOnlyList<Window> windows, Bounds bounds)
    {
        if (!operation.IsServed || operation.Answer.Status == 202)
        {
            return null;
        }

        double allowed = bounds.Notice + bounds.Slack + (operation.IsSafe ? bounds.FailStatic : 0);
        return windows.Any(w => w.Trouble == Trouble.CutOff && w.Concerns(operation.Node) && operation.Start > w.From + allowed && operation.End < w.Sure)
            ? new(Law.FailsClosed, operation, $"The node has not reached the store for more than {allowed:F0} ms and serves a session.") : null;
    }
}

/// <summary>Answers come in time, and are of a kind that is foreseen.</summary>
internal static class Answers
{
    public static Violation? Broken(Operation operation, IReadOnlyList<Window> windows, Bounds bounds)
    {
        int status = operation.Answer.Status;
        if (operation.Verb == Verb.Public && (status is not (0 or 200) || operation.Answer.SetsCookie || operation.Answer.DeletesCookie))
        {
            return new(Law.AnonymousIsUnaffected, operation, "A page for everybody was not answered as always.");
        }

        if (status == 503 && !operation.Answer.HasRetryAfter)
        {
            return new(Law.ForeseenAnswers, operation, "A 503 does not say when to try again.");
        }

        if (!IsForeseen(operation.Verb, status))
        {
            return new(Law.ForeseenAnswers, operation, $"{operation.Verb} is not to be answered with {status}.");
        }

        // A client that gives up is not a slow answer; a node that is not there does not answer.
        return status != 0 && operation.Took > bounds.Answer && !windows.Any(w => w.Trouble == Trouble.Down && w.Concerns(operation.Node))
            ? new(operation.Verb == Verb.Public ? Law.AnonymousIsUnaffected : Law.AnswersInTime, operation, $"The answer took {operation.Took:F0} ms.") : null;
    }

    private static bool IsForeseen(Verb verb, int status) => status is 0 or 503 || verb switch
    {
        Verb.Login or Verb.Who or Verb.List => status is 200 or 401,
        Verb.Read => status is 200 or 404 or 401,
        Verb.Write => status is 204 or 401,
        Verb.EndOne => status is 204 or 202 or 404 or 401,
        Verb.EndOthers => status is 204 or 202 or 401,
        Verb.Logout or Verb.EndAll => status is 204 or 202,
        _ => status == 200,
    };
}

/// <summary>A login is refused only where all sessions of the user were ended while it was under way.</summary>
internal static class Logins
{
    // The clocks by which logins and ends are compared count milliseconds.
    private const double Grain = 5;

    public static IEnumerable<Violation> Broken(IReadOnlyList<Operation> operations, Bounds bounds)
    {
        // A stranger who writes a time to come where the end of all sessions is noted keeps that user out.
        if (!bounds.ClocksAgree || !bounds.StoreIsOurs)
        {
            return [];
        }

        Operation[] refused = [.. operations.Where(o => o.Verb == Verb.Login && o.Answer.Status == 401)];
        ILookup<string, Operation> endings = operations.Where(o => o.Verb is Verb.EndAll or Verb.EndOthers).ToLookup(o => o.User, StringComparer.Ordinal);
        return refused.Where(login => !endings[login.User].Any(e => e.Start <= login.End && (e.Answer.Status == 0 || e.End + Grain >= login.Start)))
            .Select(login => new Violation(Law.OutageIsNoLogout, login, "A login was refused, and nobody ended the user's sessions meanwhile."));
    }
}
