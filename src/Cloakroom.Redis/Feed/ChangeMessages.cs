namespace Cloakroom.Redis;

/// <summary>Reads the messages of the scripts, and tells the observer what they mean.</summary>
internal sealed class ChangeMessages(PlaceKeeper places)
{
    private ISessionChangeObserver? _observer;

    public void Observe(ISessionChangeObserver observer) => Volatile.Write(ref _observer, observer);

    public void Missed() => Volatile.Read(ref _observer)?.Missed();

    /// <summary>What cannot be understood, because another version of the program wrote it, is doubt about everything.</summary>
    public void Hear(ReadOnlySpan<byte> message)
    {
        if (message.Length == Place.Length + DigestParts.HeadLength && places.Known is { } known)
        {
            var place = new Place(BitConverter.ToUInt64(message));
            Volatile.Read(ref _observer)?.Changed(DigestParts.Join(message[Place.Length..], place, known));
        }
        else
        {
            Missed();
        }
    }
}
