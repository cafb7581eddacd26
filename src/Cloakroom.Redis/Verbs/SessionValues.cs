using System.Buffers.Text;
using System.Text;

namespace Cloakroom.Redis;

/// <summary>Session data.</summary>
internal static class SessionValues
{
    // Strict: two keys must not become one because an invalid character was replaced.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async ValueTask<DataItem?> ReadAsync(Parts parts, SessionDigest digest, string key, CancellationToken cancellationToken)
    {
        byte[] name = Key(key);
        var target = Target.Of(digest, parts.Places);
        using Reply reply = await parts.Scripts.RunAsync(Script.ReadData, target.Place, new ReadOnlyMemory<byte>[] { target.Tag, target.Rest, name }, cancellationToken);
        ReadOnlySpan<byte> item = reply.Bytes;
        // "version value"; whoever wrote something else there wrote no value.
        return Utf8Parser.TryParse(item, out long version, out int used) && version > 0 && used < item.Length && item[used] == ' '
            ? new DataItem(item[(used + 1)..].ToArray(), version)
            : null;
    }

    public static async ValueTask<DataOutcome> WriteAsync(Parts parts, DataWrite write, CancellationToken cancellationToken)
    {
        byte[] name = Key(write.Key);
        var target = Target.Of(write.Digest, parts.Places);
        ReadOnlyMemory<byte>[] arguments =
        [
            target.Tag, target.Rest, name, Changing.Number(write.Condition.Wanted), write.Value is null ? "0"u8.ToArray() : "1"u8.ToArray(),
            write.Value ?? ReadOnlyMemory<byte>.Empty, Changing.Number(ISessionDataStore.MaxBytes),
        ];
        using Reply reply = await parts.Scripts.RunAsync(Script.WriteData, target.Place, arguments, cancellationToken);
        RespReader reader = reply.Read();
        return reader.TryRead(out _) && reader.TryRead(out RespValue result) && reader.TryRead(out RespValue version)
            && Enum.IsDefined((DataResult)result.Number)
            ? new DataOutcome((DataResult)result.Number, version.Number)
            : throw Throw.Malformed();
    }

    private static byte[] Key(string key)
    {
        byte[] bytes = Utf8.GetBytes(key);
        return bytes.Length is > 0 and <= ISessionDataStore.MaxKeyBytes
            ? bytes
            : throw new ArgumentException($"A key has 1 to {ISessionDataStore.MaxKeyBytes} UTF-8 bytes; this one has {bytes.Length}.", nameof(key));
    }
}
