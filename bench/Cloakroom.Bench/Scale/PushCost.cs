using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cloakroom.Redis;

namespace Cloakroom.Bench;

/// <summary>What it costs a Redis to tell many nodes of a change, and to answer the question that renews a lease.</summary>
/// <param name="Delivery">Processor seconds of Redis for one message to one node.</param>
/// <param name="Question">Processor seconds of Redis for one question.</param>
/// <param name="MessageBytes">Bytes of a message on the wire.</param>
internal sealed record PushCost(double Delivery, double Question, double MessageBytes)
{
    private const int Nodes = 200, Messages = 2_000, Questions = 20_000;
    // Place, tag, rest of the digest, and of an end the reason and the expiry (Feed/ChangeMessages).
    private const int Payload = 8 + 8 + 16 + 7;

    public static async Task<PushCost> MeasureAsync()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using var line = new RedisLine(RedisMemory.Options(server));
        await line.First;
        var nodes = new List<Socket>();
        var draining = new List<Task<long>>();
        for (int i = 0; i < Nodes; i++)
        {
            var node = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await node.ConnectAsync(IPAddress.Loopback, server.Port);
            await node.SendAsync("*2\r\n$9\r\nSUBSCRIBE\r\n$17\r\ncloakroom:changes\r\n"u8.ToArray());
            byte[] buffer = new byte[64 << 10];
            await node.ReceiveAsync(buffer);
            nodes.Add(node);
            draining.Add(DrainAsync(node, buffer));
        }

        string message = new('x', Payload);
        double delivery = await CostAsync(line, Messages, ["PUBLISH", "cloakroom:changes", message]) / (Messages * (double)Nodes);
        nodes.ForEach(n => n.Shutdown(SocketShutdown.Both));
        double bytes = (await Task.WhenAll(draining)).Average() / Messages;
        nodes.ForEach(n => n.Dispose());
        double question = await CostAsync(line, Questions, ["INFO", "replication"]) / Questions;
        Filling.Say(string.Create(CultureInfo.InvariantCulture, $"Redis: {delivery * 1e6:F2} µs to tell a node, {question * 1e6:F1} µs a question, {bytes:F0} bytes a message"));
        return new(delivery, question, bytes);
    }

    private static async Task<double> CostAsync(RedisLine line, int calls, string[] command)
    {
        double before = await CpuAsync(line);
        // One at a time, as changes and questions of many nodes come: several in one write would cost a fraction.
        for (int made = 0; made < calls; made++)
        {
            (await RedisCalls.CallAsync(line, command)).Dispose();
        }

        return await CpuAsync(line) - before;
    }

    private static async Task<double> CpuAsync(RedisLine line)
    {
        using Reply info = await RedisCalls.CallAsync(line, ["INFO", "cpu"]);
        string[] lines = Encoding.ASCII.GetString(info.Bytes).Split('\n');
        return Value(lines, "used_cpu_sys:") + Value(lines, "used_cpu_user:");
    }

    private static double Value(string[] lines, string name) =>
        double.Parse(lines.First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim(), CultureInfo.InvariantCulture);

    private static async Task<long> DrainAsync(Socket node, byte[] buffer)
    {
        long bytes = 0;
        for (int received = 1; received > 0; bytes += received)
        {
            received = await node.ReceiveAsync(buffer);
        }

        return bytes;
    }
}
