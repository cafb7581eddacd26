namespace Cloakroom.Tests.AspNetCore.Stories;

/// <summary>
/// One step of a story. A ticket is a number into the list of all cookies ever given out; -1 is none. Numbers beyond the list wrap around,
/// so that any story can be played.
/// </summary>
internal abstract record Step
{
    private Step()
    {
    }

    public sealed record Login(int User, int Ticket) : Step;

    public sealed record Read(int Ticket, int Path, bool Navigates) : Step;

    public sealed record Write(int Ticket) : Step;

    public sealed record Logout(int Ticket, bool Everywhere) : Step;

    public sealed record Switch(StoreMode Mode) : Step;

    /// <summary>Time passes, so that cached sessions are touched.</summary>
    public sealed record Wait(int Seconds) : Step;

    /// <summary>Pending logouts are repeated.</summary>
    public sealed record Repeat : Step;
}

/// <summary>What happens, in order.</summary>
internal sealed record Story(bool Cached, Step[] Steps)
{
    public override string ToString() => $"{(Cached ? "cached" : "not cached")}:\n  {string.Join("\n  ", Steps.AsEnumerable())}";
}
