namespace Cloakroom.Server.Accounts;

/// <summary>
/// What a password must be (NIST SP 800-63B-4 3.1.1.2, ASVS 6.2): long, and not one that is tried first. No composition rules, nothing is cut,
/// trimmed or normalised; each Unicode code point counts as one character.
/// </summary>
internal static class PasswordPolicy
{
    public const int MinLength = 15, MaxLength = 256;

    /// <summary>What to say of a password that is on a list.</summary>
    public const string IsCommon = "Many people have this password, so it is tried first; use a few words that only you would put together.";

    // What people hang on a usual word to make it long enough.
    private const int MostOrnament = 8;

    /// <summary>Why the password will not do, for the person who typed it; null when it will.</summary>
    public static string? Refuse(string password, EmailAddress address)
    {
        int length = password.EnumerateRunes().Count();
        return length < MinLength ? $"Use at least {MinLength} characters; a few words in a row are easy to remember."
            : length > MaxLength ? $"Use at most {MaxLength} characters."
            : IsTheAddress(password, address) ? "Do not build the password from your address: it is the first thing anybody tries."
            : PasswordPattern.Repeated(password).EnumerateRunes().Count() < MinLength ? "It is the same over and over, and that adds nothing; use a few different words."
            : PasswordPattern.IsRuns(password) ? "It is a row of keys or letters, and those are tried first; use a few words that only you would put together."
            : IsOnTheList(password) ? IsCommon
            : null;
    }

    /// <summary>Whether nothing of length is left once these words are taken out.</summary>
    public static bool IsMadeOf(string password, IEnumerable<string> words)
    {
        string left = words.Aggregate(password, (rest, word) => rest.Replace(word, "", StringComparison.OrdinalIgnoreCase));
        return left.Length < password.Length && left.EnumerateRunes().Count() < MinLength / 2;
    }

    // Obvious: the address itself is in it, or nothing of length is left once the name before the @ is taken out.
    private static bool IsTheAddress(string password, EmailAddress address) =>
        password.Contains(address.Text, StringComparison.OrdinalIgnoreCase) || IsMadeOf(password, [address.Local]);

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
