namespace Cloakroom;

/// <summary>
/// Where this process writes down what was ended, so that a restart forgets none of it: records of <see cref="RevocationFormat"/>, one
/// behind the other. A seam of the engine, which does no I/O itself.
/// </summary>
internal interface IRevocationJournal
{
    /// <summary>How many records there are, those out of date included.</summary>
    long Records { get; }

    /// <summary>Everything in it, in the order written; what was torn may be missing or garbled. Asked once, before anything is appended.</summary>
    byte[] Read();

    /// <summary>Appends whole records; completes when they are on the disk. Those of one call stay together.</summary>
    /// <exception cref="IOException">They are not.</exception>
    Task AppendAsync(byte[] records);

    /// <summary>
    /// Puts other records in the place of all that were appended before the snapshot is taken. On a failure everything stays as it is.
    /// </summary>
    /// <exception cref="IOException">It did not work.</exception>
    Task ReplaceAsync(Func<byte[]> snapshot);
}
