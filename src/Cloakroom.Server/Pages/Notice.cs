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
        new("factor-removed", "The second factor is off.", "Your password is all there is now; your other sessions were ended.", IsProblem: false),
        new("ended-others", "All other sessions were ended.", "Only this device is still logged in.", IsProblem: false),
        new("external-linked", "The login was linked.", "From now on you can log in with it; other devices were logged out.", IsProblem: false),
        new("external-unlinked", "The login was unlinked.", "It opens this account no more; other devices were logged out.", IsProblem: false),
        new("account-made", "The account was made.", "Tell its owner the address and the password; they can change it.", IsProblem: false),
        new("account-disabled", "The account is disabled.", "Its sessions have ended, and nobody can log in with it.", IsProblem: false),
        new("account-enabled", "The account may be used again.", "Its owner logs in with the password of before.", IsProblem: false),
        new("roles-changed", "The roles were changed.", "Live sessions have them within a second.", IsProblem: false),
        new("factors-reset", "The second factor and the passkeys were removed.", "All sessions have ended; the password alone opens the account now.", IsProblem: false),
        new("sessions-ended", "All sessions of the account were ended.", "Its owner has to log in again on every device.", IsProblem: false),
        new("keys-rotated", "The next signing key was made.", "The list shows from when on it signs.", IsProblem: false),
        new("reset-sent", "Look into your mailbox.", "If there is an account with this address, a link to set a new password is on its way. It works for half an hour.", IsProblem: false),
        new("password-reset", "The password is set.", "All sessions were ended. Log in with the new password.", IsProblem: false),
        new("confirm-sent", "Look into your mailbox.", "A mail is on its way. Follow its link to go on.", IsProblem: false),
        new("address-confirmed", "Your address is confirmed.", "You have an account now, and are logged in.", IsProblem: false),
        new("password-changed", "The password is changed.", "All other sessions were ended.", IsProblem: false),
        new("address-sent", "Look into the mailbox of the new address.", "A link is on its way. Until you follow it, nothing changes.", IsProblem: false),
        new("address-changed", "The address is changed.", "Log in with the new one from now on. All other sessions were ended.", IsProblem: false),
        new("address-restored", "Your old address is back.", "All sessions were ended, and the password works no longer. A link to set a new one is on its way.", IsProblem: false),
        new("passkey-added", "The passkey was added.", "Log in with it from now on. Your other sessions were ended.", IsProblem: false),
        new("passkey-removed", "The passkey was removed.", "It logs nobody in any more. Your other sessions were ended.", IsProblem: false),
        new("passkey-renamed", "The passkey has a new name.", "", IsProblem: false),
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

        if (!int.TryParse(retry, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds is <= 0 or > LongestRetry)
        {
            return From(reason);
        }

        // A wait that no waiting ends.
        bool isClosed = seconds == LongestRetry && reason == Reason.TooManyAttempts;
        return From(reason) with
        {
            Fix = isClosed ? Texts.Say("Log in on a device that you have used before, or set a new password by mail.")
                : Texts.Say("Try again in {0}.", HumanTime.Span(TimeSpan.FromSeconds(seconds))),
        };
    }
}
