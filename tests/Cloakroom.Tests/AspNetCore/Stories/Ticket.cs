namespace Cloakroom.Tests.AspNetCore.Stories;

/// <summary>What must be true of a cookie that was given out.</summary>
internal enum Fate
{
    /// <summary>Never refused with 401.</summary>
    Live,

    /// <summary>Ended, and acknowledged: never accepted again.</summary>
    Over,

    /// <summary>A logout everywhere was accepted whose user could not be read: ended as soon as it is repeated.</summary>
    Doomed,
}

/// <summary>A cookie, whose it is, and its fate.</summary>
internal sealed class Ticket(string cookie, int user)
{
    public string Cookie { get; } = cookie;

    public int User { get; } = user;

    public Fate Fate { get; set; } = Fate.Live;
}
