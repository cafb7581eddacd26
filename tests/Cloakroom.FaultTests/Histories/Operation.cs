namespace Cloakroom.FaultTests.Histories;

/// <summary>One request and its answer.</summary>
/// <param name="Node">Which node was asked.</param>
/// <param name="Verb">What for.</param>
/// <param name="User">The user whose session was shown, or who logged in.</param>
/// <param name="Session">Number of the session that was shown; for a login that of the new one; 0 for none.</param>
/// <param name="Start">When the client began, in milliseconds.</param>
/// <param name="End">When the answer was there, or the client knew that none would come.</param>
/// <param name="Answer">The answer.</param>
internal sealed record Operation(int Node, Verb Verb, string User, int Session, double Start, double End, Answer Answer)
{
    /// <summary>Number of the session that <see cref="Verb.EndOne"/> ends.</summary>
    public int Target { get; init; }

    public double Took => End - Start;

    /// <summary>Whether a node may go on with it for a while when the store is away (RFC 9110 9.2.1: nothing changes by it).</summary>
    public bool IsSafe => Verb is Verb.Who or Verb.List or Verb.Read or Verb.Public;

    public bool IsEnding => Verb is Verb.Logout or Verb.EndOne or Verb.EndOthers or Verb.EndAll;

    /// <summary>Whether the node took the client for the owner of the session. A logout is answered in the same way whatever was shown.</summary>
    public bool IsServed => Session != 0 && Verb is not (Verb.Login or Verb.Logout or Verb.EndAll) && Answer.Status is 200 or 202 or 204 or 404 or 409 or 412 or 413;

    public override string ToString() =>
        $"{Start,9:F1} to {End,9:F1}  node {Node}  {User,-4} #{Session,-4} {Verb}{(Target == 0 ? "" : $" of #{Target}")} -> {Answer}";
}
