using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>
/// If-Match and If-None-Match of one request, evaluated in the order of RFC 9110 13.2.2. The entity tag of a value is its version.
/// </summary>
internal readonly struct Preconditions(IHeaderDictionary headers)
{
    private readonly string _match = headers.IfMatch.ToString();
    private readonly string _noneMatch = headers.IfNoneMatch.ToString();

    /// <summary>Whether the request has a condition at all.</summary>
    public bool Any => _match.Length > 0 || _noneMatch.Length > 0;

    public static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether If-Match holds; <paramref name="version"/> is null where there is no value.</summary>
    public bool MatchHolds(long? version) => _match.Length == 0 || Names(_match, version, weakly: false);

    /// <summary>Whether If-None-Match holds: none of its tags names the value.</summary>
    public bool NoneMatchHolds(long? version) => _noneMatch.Length == 0 || !Names(_noneMatch, version, weakly: true);

    /// <summary>
    /// What the write must find so that the answer given now is still true then: the version that was looked at, so that a change in
    /// between is a conflict. Null when a condition does not hold.
    /// </summary>
    public DataCondition? ForWrite(long? version) =>
        !MatchHolds(version) || !NoneMatchHolds(version) ? null
        : !Any ? DataCondition.None
        : version is { } current ? DataCondition.Version(current) : DataCondition.Absent;

    // RFC 9110 8.8.3.2: If-Match compares strongly, so that a weak tag names nothing; If-None-Match compares weakly.
    private static bool Names(string field, long? version, bool weakly)
    {
        if (version is not { } current)
        {
            return false;
        }

        string tag = Tag(current);
        // Our tags hold digits only: a comma always separates.
        foreach (Range part in field.AsSpan().Split(','))
        {
            ReadOnlySpan<char> listed = field.AsSpan(part).Trim();
            if (listed.SequenceEqual("*") || listed.SequenceEqual(tag)
                || (weakly && listed.StartsWith("W/") && listed[2..].SequenceEqual(tag)))
            {
                return true;
            }
        }

        return false;
    }
}
