namespace Cloakroom.Keys;

/// <summary>Where a verifier finds the key that a token names: the ring of this program, or the published keys of another.</summary>
internal interface ITokenKeys
{
    /// <summary>
    /// The key of this name. For a name that is not known the source may be asked again, at most once every 30 seconds: whoever sends
    /// invented names does not make us ask more.
    /// </summary>
    /// <remarks>A key that leaves is withdrawn (<see cref="VerificationKey.IsWithdrawn"/>), so that whoever remembers it lets go of it.</remarks>
    ValueTask<KeyAnswer> FindAsync(string kid, CancellationToken cancellationToken);
}

/// <summary>What is known about the name of a key.</summary>
/// <param name="Key">The key; null when there is none of that name.</param>
/// <param name="IsAway">Whether the source could not be asked, so that there may be one after all.</param>
internal readonly record struct KeyAnswer(VerificationKey? Key, bool IsAway);
