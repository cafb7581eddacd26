using System.Text;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// What a password must be (NIST SP 800-63B-4 3.1.1.2, ASVS 6.2): long. No composition rules, nothing is cut, trimmed or normalised; each
/// Unicode code point counts as one character.
/// </summary>
internal static class PasswordPolicy
{
    /// <summary>For a password that is all there is to prove.</summary>
    public const int MinLength = 15;

    /// <summary>Beside a second factor (SP 800-63B-4 3.1.1.2).</summary>
    public const int MinLengthWithFactor = 8;

    public const int MaxLength = 256;

    /// <summary>Why the password will not do, for the person who typed it; null when it will.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="address">The address of the account.</param>
    /// <param name="hasFactor">Whether the account has a second factor (<see cref="Account"/>.TwoFactorEnabled). Default: no.</param>
    public static string? Refuse(string password, EmailAddress address, bool hasFactor = false)
    {
        int length = Length(password), least = hasFactor ? MinLengthWithFactor : MinLength;
        return length < least ? $"Use at least {least} characters; a few words in a row are easy to remember."
            : length > MaxLength ? $"Use at most {MaxLength} characters."
            : IsTheAddress(password, address, least) ? "Do not build the password from your address: it is the first thing anybody tries."
            : null;
    }

    /// <summary>Characters, as a person counts them: Unicode code points.</summary>
    public static int Length(string password) => password.EnumerateRunes().Count();

    // Obvious: the address itself is in it, or nothing of length is left once the name before the @ is taken out.
    private static bool IsTheAddress(string password, EmailAddress address, int least) =>
        password.Contains(address.Text, StringComparison.OrdinalIgnoreCase)
        || Length(password.Replace(address.Local, "", StringComparison.OrdinalIgnoreCase)) < least / 2;
}
