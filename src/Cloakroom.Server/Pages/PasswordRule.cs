namespace Cloakroom.Server.Pages;

/// <summary>The rule for new passwords as the page states it (NIST SP 800-63B-4 3.1.1.2): length, and nothing else.</summary>
internal static class PasswordRule
{
    public const int MinLength = 15;

    public const string InWords = "At least 15 characters, of any kind, spaces too. A few words that only you would put together work well.";
}
