using System.Globalization;
using Cloakroom.Server.Languages;

namespace Cloakroom.Server.Pages;

/// <summary>
/// One message at the top of a page, taken from the address. Only codes that are known have a text, so that a link made by somebody else
/// can choose among our sentences but never write one.
/// </summary>
/// <param name="Code">The stable code.</param>
/// <param name="Title">What happened.</param>
/// <param name="Fix">What to do about it; empty when there is nothing to do.</param>
/// <param name="IsProblem">Whether something was refused.</param>
internal sealed record Notice(string Code, string Title, string Fix, bool IsProblem)
{
    private const int LongestRetry = 24 * 60 * 60;

    /// <summary>What an endpoint may say has been done. A feature adds its lines here.</summary>
    public static IReadOnlyList<Notice> Done { get; } =
    [
        new("logged-out", "You are logged out.", "The session is gone, and the cookie with it.", IsProblem: false),
        new("deleted", "Your account is deleted.", "All its sessions have ended, on every device.", IsProblem: false),
        new("ended", "The session was ended.", "That device has to log in again.", IsProblem: false),
        new("not-me", "All other sessions were ended, and no other device is trusted any more.", "Choose a new password now: whoever logged in may know the old one.", IsProblem: false),
        new("ended-others", "All other sessions were ended.", "Only this device is still logged in.", IsProblem: false),
        new("external-linked", "The login was linked.", "From now on you can log in with it; other devices were logged out.", IsProblem: false),
        new("external-unlinked", "The login was unlinked.", "It opens this account no more; other devices were logged out.", IsProblem: false),
        new("account-made", "The account was made.", "Tell its owner the address and the password; they can change it.", IsProblem: false),
        new("account-disabled", "The account is disabled.", "Its sessions have ended, and nobody can log in with it.", IsProblem: false),
        new("account-enabled", "The account may be used again.", "Its owner logs in with the password of before.", IsProblem: false),
        new("roles-changed", "The roles were changed.", "Live sessions have them within a second.", IsProblem: false),
        new("sessions-ended", "All sessions of the account were ended.", "Its owner has to log in again on every device.", IsProblem: false),
        new("keys-rotated", "The next signing key was made.", "The list shows from when on it signs.", IsProblem: false),
    ];

    public static Notice? From(IQueryCollection query) =>
        query["error"] is { Count: 1 } error ? Problem(error.ToString(), query["retry"].ToString())
        : query["done"] is { Count: 1 } done ? Done.FirstOrDefault(n => n.Code == done)
        : null;

    public static Notice From(Reason reason) => new(reason.Code, reason.Title, reason.Fix, IsProblem: true);

    private static Notice? Problem(string code, string retry)
    {
        if (Reason.All.FirstOrDefault(r => r.Code == code) is not { } reason)
        {
            return null;
        }

        return int.TryParse(retry, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is > 0 and <= LongestRetry
            ? From(reason) with { Fix = Texts.Say("Try again in {0}.", HumanTime.Span(TimeSpan.FromSeconds(seconds))) }
            : From(reason);
    }
}
