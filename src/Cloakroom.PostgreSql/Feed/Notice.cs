using System.Globalization;

namespace Cloakroom.PostgreSql;

/// <summary>
/// A line on the channel, as the functions of the schema write it:
/// <code>
/// c digest               updated
/// e digest why expires   ended; why is the number of the reason, expires in milliseconds since 1970
/// n nonce                the question of a node whether its line is current; for that node only
/// </code>
/// A digest is 64 hexadecimal digits.
/// </summary>
internal abstract record Notice
{
    private Notice()
    {
    }

    /// <summary>The session was updated.</summary>
    public sealed record Changed(SessionDigest Digest) : Notice;

    /// <summary>The session was ended.</summary>
    public sealed record Ended(SessionDigest Digest, EndReason Why, DateTimeOffset Expires) : Notice;

    /// <summary>A node asks itself.</summary>
    public sealed record Nonce(string Value) : Notice;

    /// <summary>Null for a line that this version does not know: something changed, and nobody can say what.</summary>
    public static Notice? Read(string line)
    {
        string[] parts = line.Split(' ');
        return parts switch
        {
            ["n", var nonce] => new Nonce(nonce),
            ["c", var digest] when TryRead(digest, out SessionDigest read) => new Changed(read),
            ["e", var digest, var why, var expires] when TryRead(digest, out SessionDigest read)
                && byte.TryParse(why, CultureInfo.InvariantCulture, out byte reason)
                && long.TryParse(expires, CultureInfo.InvariantCulture, out long end) && end is >= 0 and < 253402300800000 =>
                new Ended(read, Tombstone.Reason(reason), DateTimeOffset.FromUnixTimeMilliseconds(end)),
            _ => null,
        };
    }

    private static bool TryRead(string text, out SessionDigest digest)
    {
        Span<byte> bytes = stackalloc byte[SessionDigest.ByteLength];
        bool ok = text.Length == 2 * SessionDigest.ByteLength
            && Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written == bytes.Length;
        digest = ok ? new SessionDigest(bytes) : default;
        return ok;
    }
}
