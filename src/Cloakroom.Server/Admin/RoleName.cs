using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Cloakroom.Server.Admin;

/// <summary>
/// What a role may be called: one to 64 of <c>a-z 0-9 - _ . :</c>, beginning with a letter. Roles stand in tokens and in headers for
/// applications behind a proxy, separated by commas; two that differ in case would be taken for one.
/// </summary>
internal static partial class RoleName
{
    /// <summary>Most roles of one account: all of them are in every token.</summary>
    public const int MaxPerAccount = 32;

    public const string Rule = "A role is 1 to 64 small letters, digits and - _ . :, and begins with a letter.";

    public static bool IsValid([NotNullWhen(true)] string? text) => text is not null && Form().IsMatch(text);

    /// <summary>The roles of a field in which they stand one after another; null when one of them cannot be a role.</summary>
    public static IReadOnlyList<string>? Split(string text)
    {
        string[] roles = [.. text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
        return Array.TrueForAll(roles, IsValid) ? roles : null;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9\-_.:]{0,63}\z", RegexOptions.None, 1000)]
    private static partial Regex Form();
}
