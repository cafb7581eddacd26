using Cloakroom.Server.Languages;

namespace Cloakroom.Server.Pages;

/// <summary>How a session is named on paper.</summary>
internal static class Ticket
{
    private const int NumberLength = 6;

    /// <summary>A number that is short enough to read out. It names, it does not open: the handle is no secret.</summary>
    public static string Number(Session session) => session.Handle.ToString()[..NumberLength];

    /// <summary>The ways in which the person proved who they are, in words (RFC 8176).</summary>
    public static string Methods(Session session) => session.AuthenticationMethods.IsEmpty
        ? Texts.Say("unknown") : string.Join(Texts.Say(" and "), session.AuthenticationMethods.Select(Method).OfType<string>());

    private static string? Method(string code) => code switch
    {
        "pwd" => Texts.Say("password"),
        "otp" => Texts.Say("one-time code"),
        "hwk" or "swk" => Texts.Say("passkey"),
        // That somebody was there goes without saying.
        "user" => null,
        "mfa" => Texts.Say("several factors"),
        _ => code,
    };
}
