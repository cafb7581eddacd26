using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Bench;

/// <summary>Asks one address over and over on raw connections, with a number of requests in flight on each.</summary>
internal sealed class Load
{
    private readonly Uri _address;
    private readonly byte[] _requests;
    private readonly int _depth;

    /// <param name="address">The server.</param>
    /// <param name="path">What is asked for.</param>
    /// <param name="credential">A whole header line that says who asks; null for nobody.</param>
    /// <param name="depth">How many requests are in flight on a connection.</param>
    public Load(Uri address, string path, string? credential, int depth)
    {
        // What a browser sends besides; the same for both sides of a comparison.
        string request = $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
            + "Accept: */*\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
            + (credential is null ? "" : credential + "\r\n") + "\r\n";
        (_address, _depth, _requests) = (address, depth, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(request, depth))));
    }

    /// <summary>Asks for a time, over a number of connections.</summary>
    public async Task<Speed> RunAsync(int connections, TimeSpan time)
    {
        using var end = new CancellationTokenSource(time);
        long start = Stopwatch.GetTimestamp(), bytes = GC.GetTotalAllocatedBytes();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long[] answered = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => AskAsync(end.Token))));
        double all = answered.Sum();
        return new(
            all / Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / all,
            (GC.GetTotalAllocatedBytes() - bytes) / all);
    }

    private async Task<long> AskAsync(CancellationToken end)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_address.Host, _address.Port, CancellationToken.None);
        byte[] buffer = new byte[64 * 1024];
        int size = await FirstAsync(socket, buffer);
        long answered = 0;
        while (!end.IsCancellationRequested)
        {
            await socket.SendAsync(_requests);
            // All answers to one question have one length.
            for (int missing = size; missing > 0;)
            {
                int received = await socket.ReceiveAsync(buffer);
                missing -= received > 0 ? received : throw new IOException("The server closed the connection.");
            }

            answered += _depth;
        }

        return answered;
    }

    // The length of all answers in flight, once it is sure that they are what was asked for.
    private async Task<int> FirstAsync(Socket socket, byte[] buffer)
    {
        await socket.SendAsync(_requests);
        int length = 0;
        string text;
        do
        {
            int received = await socket.ReceiveAsync(buffer.AsMemory(length));
            length += received > 0 ? received : throw new IOException("The server closed the connection.");
            text = Encoding.ASCII.GetString(buffer, 0, length);
        }
        while (text.Split("0\r\n\r\n").Length <= _depth && Count(text, "\r\n\r\nhello") < _depth);

        return Count(text, "HTTP/1.1 200 ") == _depth ? length : throw new InvalidOperationException($"Not what was asked for:\n{text}");
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
