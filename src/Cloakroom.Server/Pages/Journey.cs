namespace Cloakroom.Server.Pages;

/// <summary>The picture of one request: what the browser holds, what the server decided, what the store keeps. All of it is real.</summary>
/// <param name="Cookie">Name of the session cookie.</param>
/// <param name="Device">The browser as its owner would name it.</param>
/// <param name="Store">What keeps the sessions.</param>
/// <param name="Decision">What was decided about this request.</param>
/// <param name="Shown">Whether a ticket came with it.</param>
/// <param name="Now">The time.</param>
internal sealed record Journey(string Cookie, string Device, string Store, Decision Decision, bool Shown, DateTimeOffset Now)
{
    // What fits into the width of the picture.
    private const int Widest = 34;

    public Session? Session => (Decision as Decision.Valid)?.Session;

    /// <summary>The verdict as a program would print it: <c>valid</c>, or the code of the reason.</summary>
    public string Verdict => Decision.Match(valid: _ => "valid", anonymous: a => a.Reason.Code, unavailable: _ => Reason.StoreUnavailable.Code);

    /// <summary>What has not the form of a ticket, or is two, is refused before anybody is asked.</summary>
    public bool Asks => Shown && !(Decision is Decision.Anonymous { Reason: var reason } && (reason == Reason.Malformed || reason == Reason.AmbiguousCredentials));

    public string LastSeen => Session is { } s ? HumanTime.Relative(s.LastSeenAt, Now) : "";

    public string Ends => Session is { } s ? HumanTime.Relative(s.ExpiresAt, Now) : "";

    /// <summary>The number on the ticket: the beginning of the handle.</summary>
    public string Number => Session is { } s ? Ticket.Number(s) : "";

    public string ShortDevice => Shorten(Device);

    /// <summary>The picture in words, for those who do not see it.</summary>
    public string Description => Session is { } s
        ? $"{Device} keeps the cookie {Cookie} and sends it with every request. The server takes its SHA-256, asks the {Store} store and decides: "
            + $"valid. The store keeps session {s.Handle} of {s.User.Email ?? s.UserId}, last seen {LastSeen}, which ends {Ends} at the latest."
        : Shown && !Asks
            ? $"{Device} sent the cookie {Cookie}. The server looked at its form, asked no store and decided: {Verdict}. There is no live session."
        : Shown
            ? $"{Device} sent the cookie {Cookie}. The server took its SHA-256, asked the {Store} store and decided: {Verdict}. There is no live session."
            : $"{Device} sent no cookie {Cookie}, so the server asked no store and decided: {Verdict}. After a login the server hands out the cookie "
                + $"once, the browser sends it with every request, and the {Store} store keeps the session.";

    private static string Shorten(string text) => text.Length <= Widest ? text : text[..(Widest - 1)] + "…";
}
