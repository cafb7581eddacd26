namespace Cloakroom;

/// <summary>Where a session that was shown is looked for.</summary>
/// <param name="Place">In the near cache.</param>
/// <param name="Digest">In the store.</param>
/// <param name="ByToken">Whether a token shows it.</param>
internal readonly record struct SessionPlace(Fingerprint Place, SessionDigest Digest, bool ByToken);
