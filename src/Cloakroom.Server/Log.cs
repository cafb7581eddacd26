namespace Cloakroom.Server;

/// <summary>
/// Every message of this room, one line each. Numbers are never reused and start at 1000, apart from the library's. An account is its ID, a
/// session the first digits of its digest; no address, no password, no cookie is ever a parameter.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Registered {User}, administrator: {Admin}")]
    public static partial void Registered(ILogger logger, string user, bool admin);

    [LoggerMessage(1001, LogLevel.Information, "Login of {User}, session {Session}, device {Device}")]
    public static partial void LoggedIn(ILogger logger, string user, string session, string device);

    [LoggerMessage(1002, LogLevel.Warning, "Login failed for account {User}")]
    public static partial void LoginFailed(ILogger logger, string user);

    [LoggerMessage(1003, LogLevel.Information, "Logout of {User}, session {Session}")]
    public static partial void LoggedOut(ILogger logger, string user, string session);

    [LoggerMessage(1004, LogLevel.Error, "The accounts cannot be read or written")]
    public static partial void AccountsUnavailable(ILogger logger, Exception failure);

    [LoggerMessage(1005, LogLevel.Error, "A request failed for a reason that nobody foresaw")]
    public static partial void Unforeseen(ILogger logger, Exception failure);

    [LoggerMessage(1006, LogLevel.Warning, "Not ready: {Reason}")]
    public static partial void NotReady(ILogger logger, string reason);

    [LoggerMessage(1007, LogLevel.Information, "Stopping: no new requests, those in flight have {Seconds} s")]
    public static partial void Draining(ILogger logger, int seconds);

    [LoggerMessage(1008, LogLevel.Error, "The event {Kind} of account {User} could not be written down")]
    public static partial void EventLost(ILogger logger, string kind, string user, Exception failure);

    [LoggerMessage(1009, LogLevel.Error, "The event {Kind} of account {User} was written down, but somebody could not be told of it")]
    public static partial void EventUnheard(ILogger logger, string kind, string user, Exception failure);

    [LoggerMessage(1030, LogLevel.Warning, "A mail ({Kind}) did not leave: {Why}; tried again in {Seconds} s")]
    public static partial void MailDelayed(ILogger logger, string kind, string why, int seconds);

    [LoggerMessage(1031, LogLevel.Error, "A mail ({Kind}) was given up: {Why}")]
    public static partial void MailGivenUp(ILogger logger, string kind, string why);

    [LoggerMessage(1040, LogLevel.Error, "The authenticator secret of {User} cannot be read: Keys:Secret is not the one that it was kept with")]
    public static partial void FactorUnreadable(ILogger logger, string user);

    [LoggerMessage(1041, LogLevel.Warning, "Wrong code in a login of {User}")]
    public static partial void CodeWrong(ILogger logger, string user);

    [LoggerMessage(1042, LogLevel.Information, "Login of {User} waits for its second factor")]
    public static partial void FactorAsked(ILogger logger, string user);

    [LoggerMessage(1100, LogLevel.Warning, "Login by {Provider} failed: {Why}")]
    public static partial void ExternalFailed(ILogger logger, string provider, string why);

    [LoggerMessage(1101, LogLevel.Information, "{User} can log in by {Provider}")]
    public static partial void ExternalLinked(ILogger logger, string user, string provider);

    [LoggerMessage(1102, LogLevel.Information, "{User} cannot log in by {Provider} any more")]
    public static partial void ExternalUnlinked(ILogger logger, string user, string provider);

    [LoggerMessage(1103, LogLevel.Information, "Logout at {Provider} ended {Count} sessions")]
    public static partial void ExternalLogout(ILogger logger, string provider, int count);

    [LoggerMessage(1240, LogLevel.Warning, "The clock of the store differs from this one by {Seconds} s; let NTP set the clocks of both machines")]
    public static partial void ClockSkew(ILogger logger, int seconds);

    [LoggerMessage(1241, LogLevel.Error, "The clock of this machine was set back by {Seconds} s. Sessions go on by the time that has really passed; if the clock is right now, restart this process")]
    public static partial void ClockSetBack(ILogger logger, int seconds);

    [LoggerMessage(1242, LogLevel.Warning, "Logouts that wait for the store: {Count}. They are refused here, and repeated until it has them")]
    public static partial void RevocationsWait(ILogger logger, int count);

    [LoggerMessage(1243, LogLevel.Error, "Runtime:InsecureAllowVulnerable is set. {Problem}")]
    public static partial void RuntimeAllowed(ILogger logger, string problem);

    [LoggerMessage(1244, LogLevel.Error, "Not ready: {Trouble}")]
    public static partial void StoreTrouble(ILogger logger, string trouble);

    [LoggerMessage(1245, LogLevel.Warning, "Log lines that were dropped because nobody took them: {Count}")]
    public static partial void LinesDropped(ILogger logger, long count);

    [LoggerMessage(1060, LogLevel.Warning, "Webhooks:{Number} did not take event {Event}: {Why}. It is tried again")]
    public static partial void WebhookFailed(ILogger logger, int number, long @event, string why);

    [LoggerMessage(1061, LogLevel.Warning, "Webhooks wait: the log of events cannot be read or their cursors not be moved")]
    public static partial void WebhooksAway(ILogger logger, Exception failure);

    [LoggerMessage(1062, LogLevel.Warning, "Old events could not be deleted and will be tried again")]
    public static partial void EventsNotSwept(ILogger logger, Exception failure);

    [LoggerMessage(1200, LogLevel.Information, "Asked about a request by {Peer}, which TrustedProxies does not list")]
    public static partial void ProxyUnknown(ILogger logger, string peer);

    [LoggerMessage(1201, LogLevel.Information, "A proxy asked about a request that cannot be judged: {Problem}")]
    public static partial void QuestionUnreadable(ILogger logger, string problem);

    [LoggerMessage(1202, LogLevel.Information, "Not passed on: {Method} {Place}: {Reason}")]
    public static partial void NotPassedOn(ILogger logger, string method, string place, string reason);

    [LoggerMessage(1220, LogLevel.Information, "Told to stop: requests are taken for another {Seconds} s, so that a balancer sends people elsewhere")]
    public static partial void Leaving(ILogger logger, double seconds);

    [LoggerMessage(1221, LogLevel.Warning, "The service manager could not be told {Word}: check NOTIFY_SOCKET")]
    public static partial void ManagerDeaf(ILogger logger, string word, Exception failure);
}
