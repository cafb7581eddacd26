namespace Cloakroom.Redis;

/// <summary>Ends sessions: one, or those of a user. Both work when Redis is at its memory limit.</summary>
internal static class Ending
{
    public static ValueTask<Applied> DeleteAsync(Parts parts, SessionChange.Destroy change, CancellationToken cancellationToken)
    {
        var target = Target.Of(change.Digest, parts.Places);
        return Changing.RunAsync(
            parts, Script.Delete, target.Place, [target.Tag, target.Rest, Changing.Number((int)change.Why)], cancellationToken);
    }

    public static async ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(
        Parts parts, SessionChange.DestroyAll change, CancellationToken cancellationToken)
    {
        Places places = parts.Places;
        UserPlace user = places.Of(change.UserId);
        Target? except = change.Except is { } digest ? Target.Of(digest, places) : null;
        byte[] at = change.At is { } time ? Changing.Number(time.ToUnixTimeMilliseconds()) : [];
        foreach (byte[] until in (byte[][])[parts.Watch.LatestThere() is { } latest ? Changing.Number(latest) : [], []])
        {
            ReadOnlyMemory<byte>[] arguments = [user.MarkBytes(), except?.Tag ?? [], except?.Rest ?? [], Changing.Number((int)change.Why), at, until];
            using Reply reply = await parts.Scripts.RunAsync(Script.DeleteUser, user.Place, arguments, cancellationToken);
            if (Digests.IsList(reply))
            {
                return Digests.In(reply, user.Place, places);
            }

            // Too late, and yet here is somebody who waits: then a clock was set. Once more without it.
        }

        throw Throw.Refused("the end of a user's sessions was not carried out");
    }

    /// <summary>By every master that can be reached: each node of the program listens to all of them.</summary>
    public static async ValueTask AnnounceAsync(
        Parts parts, SessionDigest digest, EndReason why, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        byte[] publish = Publish(parts.Keys.Channel, parts.Messages.OfEnd(digest, why, expires));
        bool[] told = await Task.WhenAll(parts.Redis.Masters.Select(m => m.Push.TellAsync(publish, cancellationToken)));
        if (!told.Contains(true))
        {
            throw Throw.NotConnected("nobody could be told that a session has ended.");
        }
    }

    private static byte[] Publish(string channel, byte[] message)
    {
        using var writer = new RespWriter(stackalloc byte[256]);
        writer.Command(3);
        writer.Add("PUBLISH"u8);
        writer.Add(channel);
        writer.Add(message);
        return writer.Written.ToArray();
    }
}
