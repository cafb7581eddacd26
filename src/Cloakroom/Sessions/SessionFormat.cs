namespace Cloakroom;

/// <summary>
/// The binary form of a <see cref="Session"/>. The first byte is the version; one file per version, and an old version stays readable.
/// Every store keeps these bytes, so that a record moves between stores and program versions unchanged.
/// </summary>
public static class SessionFormat
{
    /// <summary>Offset of <see cref="Session.LastSeenAt"/>, 8 bytes big-endian: a store may patch it in place for a touch.</summary>
    public const int LastSeenOffset = SessionFormatV1.LastSeenOffset;

    /// <summary>Writes the current version.</summary>
    /// <exception cref="ArgumentException">A field is out of its range; the message names it.</exception>
    public static byte[] Write(Session session) => SessionFormatV1.Write(session);

    /// <summary>
    /// Reads any known version. False for truncated, overlong, foreign or future bytes: a hostile record is "not found", never an error.
    /// The caller compares the digest with the one it asked for; <see cref="TryRead(ReadOnlySpan{byte}, SessionDigest, out Session)"/> does.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Session? session)
    {
        session = null;
        return bytes.Length > 0 && bytes[0] switch
        {
            SessionFormatV1.Version => SessionFormatV1.TryRead(bytes, out session),
            _ => false,
        };
    }

    /// <summary>Reads a record and refuses it unless it belongs to <paramref name="expected"/> (invariant 2: never the wrong user).</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, SessionDigest expected, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Session? session)
    {
        if (TryRead(bytes, out session) && session.Digest == expected)
        {
            return true;
        }

        session = null;
        return false;
    }
}
