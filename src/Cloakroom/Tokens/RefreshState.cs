using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cloakroom;

/// <summary>
/// What the store keeps of the refresh token of a session, beside the session's data: the digest of the current one, and those that it came
/// from as long as they may still be shown by a request that was slow.
/// <code>
/// 0   1  version = 1
/// 1  32  digest of the current token
///        then any number of, the most recent first:
///    32  digest of the token before
///    16  nonce that leads from it to the next
///     8  when it was used, milliseconds since 1970, big-endian
/// </code>
/// </summary>
internal sealed record RefreshState(SessionDigest Current, IReadOnlyList<RefreshState.Step> Before)
{
    /// <summary>More uses than that within the grace do not rotate.</summary>
    public const int MaxSteps = 16;

    public const int NonceLength = 16;

    private const byte Version = 1;
    private const int Head = 1 + SessionDigest.ByteLength, StepLength = SessionDigest.ByteLength + NonceLength + sizeof(long);

    /// <summary>A token that was used, and how to find its successor.</summary>
    public sealed record Step(SessionDigest Digest, byte[] Nonce, DateTimeOffset UsedAt);

    public static RefreshState Of(RefreshToken first) => new(first.Digest(), []);

    /// <summary>
    /// Which token the client is to have, and the state to store where that is a new one. Null when the token shown was used too long ago, or
    /// never was: then somebody has a copy.
    /// </summary>
    public (RefreshToken Token, RefreshState? Next)? Use(RefreshToken shown, TimeSpan grace, DateTimeOffset now)
    {
        // A clock that is behind that of the node which noted the use counts as none passed.
        Step[] recent = [.. Before.TakeWhile(s => now - s.UsedAt < grace)];
        SessionDigest digest = shown.Digest();
        if (Same(digest, Current))
        {
            return recent.Length >= MaxSteps ? (shown, null) : Rotate(shown, recent, now);
        }

        int from = Array.FindIndex(recent, s => Same(s.Digest, digest));
        if (from < 0)
        {
            return null;
        }

        RefreshToken token = shown;
        for (int i = from; i >= 0; i--)
        {
            token = token.Next(recent[i].Nonce);
        }

        // Anything else would be a state that contradicts itself.
        return Same(token.Digest(), Current) ? (token, null) : null;
    }

    /// <summary>Whether this token is the current one, or one of those before it.</summary>
    public bool Knows(RefreshToken shown)
    {
        SessionDigest digest = shown.Digest();
        return Same(digest, Current) || Before.Any(s => Same(s.Digest, digest));
    }

    public byte[] Write()
    {
        byte[] bytes = new byte[Head + (Before.Count * StepLength)];
        bytes[0] = Version;
        Current.CopyTo(bytes.AsSpan(1));
        for (int i = 0; i < Before.Count; i++)
        {
            Span<byte> at = bytes.AsSpan(Head + (i * StepLength), StepLength);
            Before[i].Digest.CopyTo(at);
            Before[i].Nonce.CopyTo(at[SessionDigest.ByteLength..]);
            BinaryPrimitives.WriteInt64BigEndian(at[(SessionDigest.ByteLength + NonceLength)..], Before[i].UsedAt.ToUnixTimeMilliseconds());
        }

        return bytes;
    }

    /// <summary>Null for what is none.</summary>
    public static RefreshState? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Head || bytes[0] != Version || (bytes.Length - Head) % StepLength != 0)
        {
            return null;
        }

        var steps = new List<Step>();
        for (ReadOnlySpan<byte> rest = bytes[Head..]; rest.Length > 0; rest = rest[StepLength..])
        {
            long used = BinaryPrimitives.ReadInt64BigEndian(rest[(SessionDigest.ByteLength + NonceLength)..]);
            if (used < 0 || used > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            {
                return null;
            }

            steps.Add(new(
                new SessionDigest(rest[..SessionDigest.ByteLength]), rest.Slice(SessionDigest.ByteLength, NonceLength).ToArray(), DateTimeOffset.FromUnixTimeMilliseconds(used)));
        }

        return new(new SessionDigest(bytes[1..Head]), steps);
    }

    private static (RefreshToken Token, RefreshState? Next) Rotate(RefreshToken shown, Step[] recent, DateTimeOffset now)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(NonceLength);
        RefreshToken next = shown.Next(nonce);
        return (next, new RefreshState(next.Digest(), [new Step(shown.Digest(), nonce, now), .. recent]));
    }

    private static bool Same(SessionDigest a, SessionDigest b)
    {
        Span<byte> left = stackalloc byte[SessionDigest.ByteLength], right = stackalloc byte[SessionDigest.ByteLength];
        a.CopyTo(left);
        b.CopyTo(right);
        return CryptographicOperations.FixedTimeEquals(left, right);
    }
}
