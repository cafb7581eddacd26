using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>
/// Tells a test when the server begins to read the body of a request: by then it has looked at everything else. What 100-continue tells
/// (RFC 9110 10.1.1), but a proxy says that by itself.
/// </summary>
internal static class HoldBody
{
    public const string Header = "X-Hold";

    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Waiting = new(StringComparer.Ordinal);

    /// <summary>Ends when the body of the request with this value of the header is read.</summary>
    public static Task IsReadAsync(string name) => Of(name).Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public static void Watch(HttpContext context)
    {
        if (context.Request.Headers[Header] is [{ Length: > 0 } name])
        {
            context.Request.Body = new Watched(context.Request.Body, Of(name));
        }
    }

    private static TaskCompletionSource Of(string name) => Waiting.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed class Watched(Stream body, TaskCompletionSource begun) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            begun.TrySetResult();
            return body.ReadAsync(buffer, cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
