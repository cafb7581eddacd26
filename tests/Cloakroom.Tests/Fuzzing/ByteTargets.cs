using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Redis;
using Cloakroom.Tests.Sqlite;

namespace Cloakroom.Tests.Fuzzing;

/// <summary>What lies in stores and files, and what a Redis answers.</summary>
internal static class ByteTargets
{
    private static readonly DateTimeOffset Now = new(2030, 5, 17, 12, 0, 0, TimeSpan.Zero);

    private static readonly Session Known = Sample.Login(Now);

    public static IEnumerable<Target> All() =>
    [
        new("session record", [SessionFormat.Write(Known), SessionFormat.Write(Known with { Device = "", User = new SessionUser("änn") { Roles = ["a", "b"] } })], [[1], [2]], Record),
        new("session record of Redis", [.. new[] { Known, Known with { AuthenticatedAt = Now.AddDays(-1), Device = new string('d', 200) } }.Select(s => PackedRecord.Write(s, 1).SelectMany(p => p.ToArray()).ToArray())], [[1], [0x80], [0xff, 0xff]], Packed),
        new("answer of Redis", [.. new[] { "+OK\r\n", "-ERR no\r\n", ":12\r\n", "$3\r\nabc\r\n", "*2\r\n$1\r\na\r\n:1\r\n", "%1\r\n+a\r\n*1\r\n_\r\n", ">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n", "=5\r\ntxt:x\r\n", "~1\r\n#t\r\n" }.Select(Encoding.ASCII.GetBytes)],
            [.. new[] { "$", "*", "%", "~", ">", "_\r\n", "-1\r\n", "$-1\r\n", "*99999999\r\n", "\r\n" }.Select(Encoding.ASCII.GetBytes)], Reply),
        new("journal of revocations", [Journal()], [new byte[64]], Entries),
        new("refresh state", [RefreshState.Of(RefreshToken.Create(SessionId.Create())).Write()], [[1], new byte[56]], bytes => RefreshState.Read(bytes) is { } state ? $"{Math.Min(state.Before.Count, 9)} {Again(state.Write(), bytes)}" : "none"),
        new("signing key", [Cloakroom.Keys.KeyEntry.Write(1, Cloakroom.Keys.SigningKey.Create(Now, Now), secret: null).Bytes.ToArray()], [[1, 0], [1, 1]],
            bytes => Cloakroom.Keys.KeyEntry.Read(new("0000000001", bytes), secret: null).Key is null ? "none" : "a key"),
    ];

    private static string Record(byte[] bytes)
    {
        bool isOne = SessionFormat.TryRead(bytes, out Session? session);
        TextTargets.Check(!isOne || (session is not null && SessionFormat.Write(session).AsSpan().SequenceEqual(bytes)));
        TextTargets.Check(!SessionFormat.TryRead(bytes, Known.Digest, out Session? own) || own.Digest == Known.Digest);
        return session is null ? "none" : $"{session.Carrier} {session.User.Roles.Length} {session.AuthenticationMethods.Length} {session.Device.Length == 0}";
    }

    private static string Packed(byte[] bytes)
    {
        bool isOne = PackedRecord.TryRead(bytes, Known.Digest, out Session? session, out _);
        TextTargets.Check(isOne == session is not null && (session is null || session.Digest == Known.Digest));
        // What was read can be written in the form of all stores, or a session could be seen and not be moved.
        return session is null ? "none" : $"{session.Carrier} {session.User.Roles.Length} {session.AuthenticationMethods.Length} {Fits(session)}";
    }

    private static bool Fits(Session session)
    {
        try
        {
            SessionFormat.Write(session);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // However it is cut, the end is found in the same place, and what was found whole can be read to its end.
    private static string Reply(byte[] bytes)
    {
        var scanner = new FrameScanner(RespLimits.Default with { ReplyBytes = 1 << 20 });
        Scan whole = scanner.Look(new ReadOnlySequence<byte>(bytes));
        var slow = new FrameScanner(RespLimits.Default with { ReplyBytes = 1 << 20 });
        Scan scan = Scan.Partial;
        for (int length = 0; scan == Scan.Partial && length <= Math.Min(bytes.Length, 300); length++)
        {
            scan = slow.Look(new ReadOnlySequence<byte>(bytes, 0, length));
        }

        TextTargets.Check(bytes.Length > 300 || scan == whole);
        if (whole != Scan.Whole)
        {
            return whole.ToString();
        }

        TextTargets.Check(scanner.Length <= bytes.Length && (bytes.Length > 300 || slow.Length == scanner.Length));
        var reader = new RespReader(bytes.AsSpan(0, (int)scanner.Length));
        int values = 0;
        while (reader.TryRead(out _))
        {
            values++;
        }

        return $"whole {scanner.IsPush} {Math.Min(values, 20)}";
    }

    private static byte[] Journal()
    {
        var all = new PendingRevocation.All("ann", EndReason.LoggedOut, Now) { Except = Known.Digest };
        JournalEntry[] entries = [new JournalEntry.Ended(Known.Digest, EndReason.Revoked, Now), new JournalEntry.Waits(all, Now), new JournalEntry.EndedAll(all, Now), new JournalEntry.Waits(new PendingRevocation.AllLike(Known.Digest, EndReason.LoggedOut, Now), Now)];
        return [.. entries.SelectMany(RevocationFormat.Write)];
    }

    // Each record gets the checksum that it should have, or nothing behind it would ever be reached.
    private static string Entries(byte[] bytes)
    {
        for (int at = 0; at + RevocationFormat.Length <= bytes.Length; at += RevocationFormat.Length)
        {
            SHA256.HashData(bytes.AsSpan(at, 56)).AsSpan(0, 8).CopyTo(bytes.AsSpan(at + 56));
        }

        JournalEntry[] entries = [.. RevocationFormat.Read(bytes)];
        return string.Join(' ', entries.Take(4).Select(e => e.GetType().Name));
    }

    private static string Again(byte[] written, byte[] read)
    {
        TextTargets.Check(written.AsSpan().SequenceEqual(read));
        return "same";
    }
}
