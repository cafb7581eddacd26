namespace Cloakroom.Server.Admin;

/// <summary>What an act on an account came to.</summary>
internal abstract record ActOutcome
{
    private ActOutcome()
    {
    }

    /// <summary>It is so now, whether it was before or not: what is done to the sessions afterwards may be repeated.</summary>
    /// <param name="User">The account as sessions are to know it.</param>
    /// <param name="IsDisabled">Whether it is disabled now.</param>
    /// <param name="Change">What changed, for the log of events; empty when it was so already.</param>
    public sealed record Done(SessionUser User, bool IsDisabled, string Change) : ActOutcome;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(Refusal Refusal) : ActOutcome;
}
