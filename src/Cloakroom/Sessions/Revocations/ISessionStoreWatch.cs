namespace Cloakroom;

/// <summary>
/// Optional capability of a store: it notices when it is not the store it was. A database that was restored, failed over to a replica that
/// lags, or lost the end of its log may have forgotten a logout that was acknowledged.
/// </summary>
public interface ISessionStoreWatch
{
    /// <summary>
    /// Starts at 1 and grows whenever acknowledged writes may be missing: another server, another history, a position that went back. Cheap;
    /// read on every request. Nothing is served from the store after a growth before every revocation known here has been repeated.
    /// </summary>
    long Generation { get; }

    /// <summary>
    /// Null while the store can be relied on; otherwise one sentence that says what is wrong and what to do. The program is not ready then
    /// (<c>/health/ready</c>), and goes on answering.
    /// </summary>
    string? Trouble { get; }

    /// <summary>
    /// How far the clock of the store is ahead of this one, looked at every ten seconds; null where that is not known, or both are one clock.
    /// More than five minutes are a <see cref="Trouble"/>.
    /// </summary>
    TimeSpan? ClockSkew => null;
}
