namespace Cloakroom.Server.Accounts.Factors;

/// <summary>
/// How long an account must wait for its next try at a code of the app, after so many wrong ones in a row, over all its logins: whoever has
/// the password gets no tries without end by logging in again and again (promises Q49, Q51). Only a right code starts it anew.
/// </summary>
internal static class CodeDelay
{
    /// <summary>Wrong codes that cost no time.</summary>
    public const int Free = 5;

    /// <summary>SP 800-63B-4 3.2.2: no more than 100 in a row. From here on there is one try a day; a recovery code works all the time.</summary>
    public const int Most = 100;

    private const int LongestSeconds = 900, LastSeconds = 24 * 60 * 60;

    public static TimeSpan After(long failures) => TimeSpan.FromSeconds(
        failures < Free ? 0 : failures >= Most ? LastSeconds : Math.Min(LongestSeconds, 1L << (int)Math.Min(failures - Free, 20)));

    /// <summary>What is left of it; null when it is over. One further away than any delay comes from a clock that was set back.</summary>
    public static TimeSpan? Left(long blockedUntil, long now) =>
        blockedUntil > now && blockedUntil - now <= LastSeconds * 1000L ? TimeSpan.FromMilliseconds(blockedUntil - now) : null;
}
