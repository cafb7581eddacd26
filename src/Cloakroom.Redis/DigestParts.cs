namespace Cloakroom.Redis;

/// <summary>A digest as the store takes it apart: 8 bytes that name a field, 16 that its record repeats, 8 that tell the place.</summary>
internal readonly ref struct DigestParts
{
    public const int TagLength = 8;
    public const int RestLength = 16;
    public const int HeadLength = TagLength + RestLength;

    public DigestParts(Span<byte> room, SessionDigest digest)
    {
        digest.CopyTo(room);
        Head = room[..HeadLength];
        Route = BitConverter.ToUInt64(room[HeadLength..]);
    }

    public ReadOnlySpan<byte> Head { get; }

    public ReadOnlySpan<byte> Tag => Head[..TagLength];

    public ReadOnlySpan<byte> Rest => Head[TagLength..];

    public ulong Route { get; }

    /// <summary>Puts a digest together again.</summary>
    public static SessionDigest Join(ReadOnlySpan<byte> head, Place place, Places places)
    {
        Span<byte> bytes = stackalloc byte[SessionDigest.ByteLength];
        head.CopyTo(bytes);
        places.Hide(place, head, bytes[HeadLength..]);
        return new SessionDigest(bytes);
    }
}
