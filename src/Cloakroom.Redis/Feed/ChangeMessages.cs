namespace Cloakroom.Redis;

/// <summary>
/// Reads the messages of the scripts, and tells the observer what they mean:
/// <code>
/// offset size
///  0      8   place
///  8     24   head of the digest; the message about an update ends here
/// 32      1   reason for the end (EndReason)
/// 33      6   absolute expiry, milliseconds since 1970-01-01 UTC, big-endian
/// </code>
/// </summary>
internal sealed class ChangeMessages(PlaceKeeper places)
{
    private const int ChangeLength = Place.Length + DigestParts.HeadLength;
    private const int EndLength = ChangeLength + 1 + PackedRecord.TimeLength;

    private ISessionChangeObserver? _observer;

    public void Observe(ISessionChangeObserver observer) => Volatile.Write(ref _observer, observer);

    public void Missed() => Volatile.Read(ref _observer)?.Missed();

    /// <summary>What cannot be understood, because another version of the program wrote it, is doubt about everything.</summary>
    public void Hear(ReadOnlySpan<byte> message)
    {
        if (message.Length is not (ChangeLength or EndLength) || places.Known is not { } known)
        {
            Missed();
            return;
        }

        var place = new Place(BitConverter.ToUInt64(message));
        SessionDigest digest = DigestParts.Join(message.Slice(Place.Length, DigestParts.HeadLength), place, known);
        if (message.Length == ChangeLength)
        {
            Volatile.Read(ref _observer)?.Changed(digest);
        }
        else if (PackedRecord.TryReadTime(message[(ChangeLength + 1)..], out DateTimeOffset expires))
        {
            Volatile.Read(ref _observer)?.Ended(digest, PackedRecord.Reason(message[ChangeLength]), expires);
        }
        else
        {
            Missed();
        }
    }

    /// <summary>The same message as the scripts send when they end a session.</summary>
    public byte[] OfEnd(SessionDigest digest, EndReason why, DateTimeOffset expires)
    {
        var parts = new DigestParts(stackalloc byte[SessionDigest.ByteLength], digest);
        return [.. places.Current.Of(parts).ToArray(), .. parts.Head, (byte)why, .. PackedRecord.Time(expires)];
    }
}
