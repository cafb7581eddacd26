using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>Every message of this room. Numbers are never reused; no secret is ever a parameter, a session is its handle.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Sessions for {Origin}, cookie {Cookie}")]
    public static partial void Deployed(ILogger logger, string origin, string cookie);

    [LoggerMessage(2, LogLevel.Warning, "Housekeeping failed and will be tried again")]
    public static partial void HousekeepingFailed(ILogger logger, Exception failure);

    [LoggerMessage(3, LogLevel.Information, "Refused {Method} {Path}: {Reason}")]
    public static partial void Refused(ILogger logger, string method, string path, string reason);

    [LoggerMessage(5, LogLevel.Error, "Logouts that could not be stored before the end: {Count}; those sessions live on until they expire")]
    public static partial void LogoutsLost(ILogger logger, int count);

    [LoggerMessage(6, LogLevel.Information, "{Note}")]
    public static partial void TopologyNote(ILogger logger, string note);

    [LoggerMessage(7, LogLevel.Warning, "{Warning}")]
    public static partial void TopologyWarning(ILogger logger, string warning);

    [LoggerMessage(8, LogLevel.Warning, "A request contradicts PublicUrl ({PublicUrl}): {Explanation}. This is said once")]
    public static partial void Contradicted(ILogger logger, string publicUrl, string explanation);

    [LoggerMessage(9, LogLevel.Debug, "A call to the session store failed")]
    public static partial void StoreCallFailed(ILogger logger, Exception failure);

    [LoggerMessage(10, LogLevel.Warning, "The session store is away: it is not asked until it answers again. Nobody is logged out")]
    public static partial void StoreAway(ILogger logger, Exception failure);

    [LoggerMessage(11, LogLevel.Information, "The session store answers again after {Milliseconds} ms; {Failures} calls failed")]
    public static partial void StoreBack(ILogger logger, long milliseconds, long failures);

    [LoggerMessage(12, LogLevel.Warning, "The session store may have forgotten logouts: {Count} are repeated before any session from it is believed")]
    public static partial void StoreRegressed(ILogger logger, int count);

    [LoggerMessage(13, LogLevel.Information, "The session store knows all {Count} logouts again, after {Milliseconds} ms")]
    public static partial void StoreCaughtUp(ILogger logger, int count, long milliseconds);

    [LoggerMessage(14, LogLevel.Error, "Logouts cannot be written to the journal: those that wait for the store would not survive a restart. Free space on its disk, or set Session:Journal to another path")]
    public static partial void JournalFailed(ILogger logger, Exception failure);

    [LoggerMessage(15, LogLevel.Warning, "Logouts that wait for the store at the end: {Count}; they are in the journal and will be repeated at the next start")]
    public static partial void LogoutsKept(ILogger logger, int count);

    [LoggerMessage(16, LogLevel.Warning, "A hook of the application failed or took longer than a second")]
    public static partial void HookFailed(ILogger logger, Exception failure);

    [LoggerMessage(19, LogLevel.Information, "Anonymous {Method} {Path}, although something was shown: {Reason}")]
    public static partial void Unrecognized(ILogger logger, string method, string path, string reason);

    [LoggerMessage(20, LogLevel.Information, "Tokens are signed by key {Kid}")]
    public static partial void KeySigns(ILogger logger, string kid);

    [LoggerMessage(21, LogLevel.Information, "Tokens are signed by key {Kid}, which ends with this process: the store keeps no keys")]
    public static partial void KeySignsUntilTheEnd(ILogger logger, string kid);

    [LoggerMessage(22, LogLevel.Warning, "The signing keys cannot be read from the store: those that are known go on being used")]
    public static partial void KeysAway(ILogger logger, Exception failure);

    [LoggerMessage(23, LogLevel.Error, "{Sentence}")]
    public static partial void KeysUnreadable(ILogger logger, string sentence);

    [LoggerMessage(24, LogLevel.Warning, "Nothing was heard from {Authority} for too long: whoever has logged out is not known here any more, so all tokens are answered with 503")]
    public static partial void FeedCut(ILogger logger, string authority);

    [LoggerMessage(25, LogLevel.Information, "{Authority} is heard again")]
    public static partial void FeedBack(ILogger logger, string authority);

    [LoggerMessage(30, LogLevel.Error, "The Data Protection key {Name} in the store is damaged: what it protects cannot be opened")]
    public static partial void ProtectionKeyUnreadable(ILogger logger, string name, Exception failure);
}
