namespace Cloakroom.Redis;

/// <summary>What a script needs to know of a digest.</summary>
internal sealed record Target(Place Place, byte[] Tag, byte[] Rest)
{
    public static Target Of(SessionDigest digest, Places places)
    {
        var parts = new DigestParts(stackalloc byte[SessionDigest.ByteLength], digest);
        return new(places.Of(parts), parts.Tag.ToArray(), parts.Rest.ToArray());
    }
}

/// <summary>Digests as scripts answer them: a list of their heads.</summary>
internal static class Digests
{
    public static bool IsList(in Reply reply)
    {
        RespReader reader = reply.Read();
        return reader.TryRead(out RespValue head) && head.Kind == RespKind.List;
    }

    public static IReadOnlyList<SessionDigest> In(in Reply reply, Place place, Places places)
    {
        var digests = new List<SessionDigest>();
        RespReader reader = reply.Read();
        reader.TryRead(out _);
        while (reader.TryRead(out RespValue head))
        {
            if (head.Bytes.Length == DigestParts.HeadLength)
            {
                digests.Add(DigestParts.Join(head.Bytes, place, places));
            }
        }

        return digests;
    }
}
