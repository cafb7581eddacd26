using System.Text;
using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Checking;

/// <summary>A promise that was broken.</summary>
/// <param name="Law">Which one.</param>
/// <param name="Operation">The answer that broke it.</param>
/// <param name="Why">In words.</param>
/// <param name="Cause">What made the answer wrong, such as a logout before it.</param>
internal sealed record Violation(Law Law, Operation Operation, string Why, Operation? Cause = null)
{
    private const int Lines = 20;

    /// <summary>The violation, with the login and the logout that belong to it and the lines of the history around it.</summary>
    public string Tell(IReadOnlyList<Operation> operations, IReadOnlyList<Window> windows)
    {
        var text = new StringBuilder().AppendLine($"{Law}: {Why}").AppendLine($"     {Operation}");
        if (Cause is not null)
        {
            text.AppendLine($"     {Cause}");
        }

        if (operations.FirstOrDefault(o => o.Verb == Verb.Login && o.Session == Operation.Session && o.Session != 0) is { } login)
        {
            text.AppendLine($"     {login}");
        }

        text.AppendLine($"  all that may have ended sessions of {Operation.User}:");
        operations.Where(o => o.IsEnding && o.User == Operation.User).TakeLast(Lines).ToList().ForEach(o => text.AppendLine($"     {o}"));
        text.AppendLine("  troubles:");
        windows.ToList().ForEach(w => text.AppendLine($"     {w}"));
        text.AppendLine("  around it:");
        int at = operations.Index().First(o => ReferenceEquals(o.Item, Operation) || o.Item.Start >= Operation.Start).Index;
        foreach (Operation near in operations.Skip(Math.Max(0, at - (Lines / 2))).Take(Lines))
        {
            text.AppendLine($"  {(ReferenceEquals(near, Operation) ? "=> " : "   ")}{near}");
        }

        return text.ToString();
    }
}

/// <summary>What is promised through all faults.</summary>
internal enum Law
{
    /// <summary>An acknowledged revocation holds.</summary>
    GoneStaysGone,

    /// <summary>Nobody is taken for somebody else.</summary>
    NeverTheWrongUser,

    /// <summary>A live session is never refused, and no cookie is deleted but by a logout.</summary>
    OutageIsNoLogout,

    /// <summary>Without the store, only safe requests are served, and not for long.</summary>
    FailsClosed,

    /// <summary>Every answer comes in time.</summary>
    AnswersInTime,

    /// <summary>Who shows no session notices nothing.</summary>
    AnonymousIsUnaffected,

    /// <summary>Only answers that are foreseen.</summary>
    ForeseenAnswers,

    /// <summary>After the fault everything works again.</summary>
    Recovers,
}
