using System.Globalization;
using System.Text;

namespace Cloakroom.Redis;

/// <summary>Create, replace, update and touch.</summary>
internal static class Changing
{
    // Of an expired session Redis keeps the record as long as somebody may still ask why it is over.
    private static readonly TimeSpan Remembrance = TimeSpan.FromDays(1);

    public static async ValueTask<CreateOutcome> CreateAsync(Parts parts, SessionChange.Create change, CancellationToken cancellationToken)
    {
        if (change.LimitPerUser < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(change), change.LimitPerUser, "A user may have at least one session.");
        }

        Places places = parts.Places;
        UserPlace user = places.Of(change.Session.UserId);
        var target = Target.Of(change.Session.Digest, places);
        if (target.Place != user.Place)
        {
            // Perhaps it is another user's session, present or ended; that is a case of the contract. Anything else is misuse.
            return await Reading.FindAsync(parts, change.Session.Digest, cancellationToken) == StoredSession.Absent
                ? throw new ArgumentException("The digest was made for another user.", nameof(change))
                : new CreateOutcome(Applied.Exists, []);
        }

        DateTimeOffset now = parts.Scripts.Now;
        ReadOnlyMemory<byte>[] arguments =
            [target.Tag, user.MarkBytes(), Number(change.LimitPerUser), Number((now - Remembrance).ToUnixTimeMilliseconds()),
             Number(change.Session.AuthenticatedAt.ToUnixTimeMilliseconds()), .. PackedRecord.Write(change.Session, user.Mark)];
        using Reply reply = await parts.Scripts.RunAsync(Script.Create, target.Place, arguments, cancellationToken, now);
        return reply.Number switch
        {
            null => new CreateOutcome(Applied.Done, Digests.In(reply, user.Place, places)),
            (long)Applied.Revoked => new CreateOutcome(Applied.Revoked, []),
            _ => new CreateOutcome(Applied.Exists, []),
        };
    }

    public static async ValueTask<Applied> ReplaceAsync(Parts parts, SessionChange.Replace change, CancellationToken cancellationToken)
    {
        Places places = parts.Places;
        UserPlace user = places.Of(change.Session.UserId);
        Target old = Target.Of(change.Old, places), target = Target.Of(change.Session.Digest, places);
        if (old.Place != user.Place)
        {
            return Applied.Absent;
        }

        if (target.Place != user.Place)
        {
            throw new ArgumentException("The new digest was made for another user.", nameof(change));
        }

        return await RunAsync(
            parts, Script.Replace, user.Place, [old.Tag, old.Rest, user.MarkBytes(), target.Tag, .. PackedRecord.Write(change.Session, user.Mark)], cancellationToken);
    }

    public static async ValueTask<Applied> UpdateAsync(Parts parts, SessionChange.Update change, CancellationToken cancellationToken)
    {
        Places places = parts.Places;
        UserPlace user = places.Of(change.Session.UserId);
        var target = Target.Of(change.Session.Digest, places);
        Session next = change.Session with { Version = checked(change.Session.Version + 1) };
        return target.Place != user.Place
            ? Applied.Absent
            : await RunAsync(
                parts, Script.Update, user.Place,
                [target.Tag, target.Rest, user.MarkBytes(), Number(change.Session.Version), .. PackedRecord.Write(next, user.Mark)], cancellationToken);
    }

    public static ValueTask<Applied> TouchAsync(Parts parts, SessionChange.Touch change, CancellationToken cancellationToken)
    {
        var target = Target.Of(change.Digest, parts.Places);
        return RunAsync(parts, Script.Touch, target.Place, [target.Tag, target.Rest, PackedRecord.Time(change.LastSeenAt)], cancellationToken);
    }

    /// <summary>Runs a script that answers one of <see cref="Applied"/>.</summary>
    public static async ValueTask<Applied> RunAsync(
        Parts parts, Script script, Place place, ReadOnlyMemory<byte>[] arguments, CancellationToken cancellationToken)
    {
        using Reply reply = await parts.Scripts.RunAsync(script, place, arguments, cancellationToken);
        return reply.Number is { } number && Enum.IsDefined((Applied)number) ? (Applied)number : throw Throw.Malformed();
    }

    public static byte[] Number(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
