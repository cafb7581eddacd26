using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// The address that names an account. Checked for form only: whether it works, a mail would tell. Two addresses that differ in case name
/// one account, so that nobody registers a look-alike.
/// </summary>
internal sealed record EmailAddress
{
    // RFC 5321 4.5.3.1: 64 octets before the @, 256 with the angle brackets for the whole path.
    private const int MaxBytes = 254, MaxLocalBytes = 64;

    private EmailAddress(string text) => (Text, Normalized) = (text, text.ToUpperInvariant());

    /// <summary>As typed.</summary>
    public string Text { get; }

    /// <summary>As compared.</summary>
    public string Normalized { get; }

    /// <summary>What stands before the @.</summary>
    public string Local => Text[..Text.IndexOf('@', StringComparison.Ordinal)];

    /// <summary>Reads an address; false when no mail program would take it: other than one @, white space, control characters, empty labels, over 254 bytes.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        // Counting characters first keeps the work small for an absurd input.
        if (text is null or { Length: 0 or > MaxBytes } || Encoding.UTF8.GetByteCount(text) > MaxBytes || !text.All(IsAllowed))
        {
            return false;
        }

        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > MaxLocalBytes || text.IndexOf('@', at + 1) >= 0 || Encoding.UTF8.GetByteCount(text.AsSpan(0, at)) > MaxLocalBytes)
        {
            return false;
        }

        string[] labels = text[(at + 1)..].Split('.');
        if (labels.Any(l => l.Length is 0 or > 63 || l[0] == '-' || l[^1] == '-'))
        {
            return false;
        }

        address = new(text);
        return true;
    }

    /// <summary>What is kept of an address where it need not be read again, such as the count of failed logins.</summary>
    public byte[] Digest() => SHA256.HashData(Encoding.UTF8.GetBytes(Normalized))[..16];

    /// <summary>The same digest as text: what belongs to an address that has no account.</summary>
    public string Group => Convert.ToHexStringLower(Digest());

    /// <summary>Prints no address: logs name accounts by their ID.</summary>
    public override string ToString() => "EmailAddress";

    // The forms of ASCII signs that look like them (U+FF01 to U+FFEF, U+FE50 to U+FE6F): what is compared after a normalisation may be
    // another address than what was checked before it, a second @ among them.
    private static bool IsLookAlike(char c) => c is (>= '\uFF00' and <= '\uFFEF') or (>= '\uFE50' and <= '\uFE6F');

    // Half a surrogate pair has no UTF-8 form; what separates addresses in a header is no part of one (RFC 5322 3.4).
    private static bool IsAllowed(char c) =>
        !char.IsControl(c) && !IsLookAlike(c) && !char.IsWhiteSpace(c) && !char.IsSurrogate(c) && c is not ('"' or '(' or ')' or ',' or ':' or ';' or '<' or '>' or '[' or ']' or '\\')
        && char.GetUnicodeCategory(c) is not System.Globalization.UnicodeCategory.Format and not System.Globalization.UnicodeCategory.OtherNotAssigned;
}
