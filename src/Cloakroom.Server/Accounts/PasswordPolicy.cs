using System.Text;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// What a password must be (NIST SP 800-63B-4 3.1.1.2, ASVS 6.2): long. No composition rules, nothing is cut, trimmed or normalised; each
/// Unicode code point counts as one character.
/// </summary>
internal static class PasswordPolicy
{
    public const int MinLength = 15, MaxLength = 256;

    /// <summary>Why the password will not do, for the person who typed it; null when it will.</summary>
    public static string? Refuse(string password, EmailAddress address)
    {
        int length = password.EnumerateRunes().Count();
        return length < MinLength ? $"Use at least {MinLength} characters; a few words in a row are easy to remember."
            : length > MaxLength ? $"Use at most {MaxLength} characters."
            : IsTheAddress(password, address) ? "Do not build the password from your address: it is the first thing anybody tries."
            : null;
    }

    // Obvious: the address itself is in it, or nothing of length is left once the name before the @ is taken out.
    private static bool IsTheAddress(string password, EmailAddress address) =>
        password.Contains(address.Text, StringComparison.OrdinalIgnoreCase)
        || password.Replace(address.Local, "", StringComparison.OrdinalIgnoreCase).EnumerateRunes().Count() < MinLength / 2;
}
