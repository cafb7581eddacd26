namespace Cloakroom.Server.Accounts;

/// <summary>
/// What a password must be (NIST SP 800-63B-4 3.1.1.2, ASVS 6.2): long, and not one that is tried first. No composition rules, nothing is cut,
/// trimmed or normalised; each Unicode code point counts as one character.
/// </summary>
internal static class PasswordPolicy
{
    /// <summary>For a password that is all there is to prove.</summary>
    public const int MinLength = 15;

    /// <summary>Beside a second factor (SP 800-63B-4 3.1.1.2).</summary>
    public const int MinLengthWithFactor = 8;

    public const int MaxLength = 256;

    /// <summary>What to say of a password that is on a list.</summary>
    public const string IsCommon = "Many people have this password, so it is tried first; use a few words that only you would put together.";

    // What people hang on a usual word to make it long enough.
    private const int MostOrnament = 8;

    /// <summary>Why the password will not do, for the person who typed it; null when it will.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="address">The address of the account.</param>
    /// <param name="hasFactor">Whether the account has a second factor (<see cref="Account"/>.TwoFactorEnabled). Default: no.</param>
    public static string? Refuse(string password, EmailAddress address, bool hasFactor = false)
    {
        int length = Length(password), least = Least(hasFactor);
        return length < least ? $"Use at least {least} characters; a few words in a row are easy to remember."
            : length > MaxLength ? $"Use at most {MaxLength} characters."
            : IsTheAddress(password, address, least) ? "Do not build the password from your address: it is the first thing anybody tries."
            : Length(PasswordPattern.Repeated(password)) < least ? "It is the same over and over, and that adds nothing; use a few different words."
            : PasswordPattern.IsRuns(password) ? "It is a row of keys or letters, and those are tried first; use a few words that only you would put together."
            : IsOnTheList(password) ? IsCommon
            : null;
    }

    /// <summary>The shortest password of an account.</summary>
    public static int Least(bool hasFactor) => hasFactor ? MinLengthWithFactor : MinLength;

    /// <summary>Characters, as a person counts them: Unicode code points.</summary>
    public static int Length(string password) => password.EnumerateRunes().Count();

    /// <summary>Whether nothing of length is left once these words are taken out.</summary>
    public static bool IsMadeOf(string password, IEnumerable<string> words, int least)
    {
        string left = words.Aggregate(password, (rest, word) => rest.Replace(word, "", StringComparison.OrdinalIgnoreCase));
        return left.Length < password.Length && Length(left) < least / 2;
    }

    // Obvious: the address itself is in it, or nothing of length is left once the name before the @ is taken out.
    private static bool IsTheAddress(string password, EmailAddress address, int least) =>
        password.Contains(address.Text, StringComparison.OrdinalIgnoreCase) || IsMadeOf(password, [address.Local], least);

    // As it is, and without digits and signs around it: password2024!!! is a usual password too.
    private static bool IsOnTheList(string password)
    {
        int start = 0, end = password.Length;
        while (start < end && !char.IsLetter(password[start]))
        {
            start++;
        }

        while (end > start && !char.IsLetter(password[end - 1]))
        {
            end--;
        }

        return PasswordList.Embedded.Contains(password)
            || (password.Length - (end - start) <= MostOrnament && PasswordList.Embedded.Contains(password[start..end]));
    }
}
