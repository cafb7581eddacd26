using System.Text;

namespace Cloakroom.Redis;

/// <summary>
/// One reply. Its memory belongs to the call and is used again after <see cref="Dispose"/>; reading later throws, so that nobody reads
/// the reply of another call.
/// </summary>
internal readonly struct Reply(PendingCall call, short turn) : IDisposable
{
    public ReadOnlySpan<byte> Frame => call.FrameOf(turn);

    public bool IsError => Frame[0] is (byte)'-' or (byte)'!';

    /// <summary>From the first value on.</summary>
    public RespReader Read() => new(Frame);

    /// <summary>The number that the reply consists of; null when it is something else.</summary>
    public long? Number => Read().TryRead(out RespValue value) && value.Kind == RespKind.Number ? value.Number : null;

    /// <summary>The words of the server's error; empty when it is none. It may repeat parts of the command: for conditions, not for logs.</summary>
    public string Error => Read().TryRead(out RespValue value) && value.Kind == RespKind.Error ? Encoding.UTF8.GetString(value.Bytes) : "";

    /// <summary>The bytes that the reply consists of; empty when it is something else.</summary>
    public ReadOnlySpan<byte> Bytes => Read().TryRead(out RespValue value) && value.Kind == RespKind.Bytes ? value.Bytes : default;

    public void Dispose() => call?.Return(turn);
}
