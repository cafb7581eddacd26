using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cloakroom.Redis;

namespace Cloakroom.Bench;

/// <summary>Redis that syncs its append-only file before every answer; both sides use the same server.</summary>
internal sealed class RedisLogins : Logins
{
    private readonly DirectoryInfo _folder;
    private readonly RedisServer _server;
    private readonly RedisSessionStore _store;
    private readonly Socket _bare = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private RedisLogins(DirectoryInfo folder, RedisServer server) =>
        (_folder, _server, _store) = (folder, server, RedisSessionStore.Open(RedisMemory.Options(server), TimeProvider.System));

    public override string Name => "Redis";

    public static async Task<Logins> StartAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        var logins = new RedisLogins(folder, await RedisServer.StartAsync(folder.FullName, syncsAlways: true));
        await logins._bare.ConnectAsync(IPAddress.Loopback, logins._server.Port);
        return logins;
    }

    public override Task<double> CreateAsync(TimeSpan time) => CreateAsync(_store, time);

    public override async Task<double> InsertAsync(TimeSpan time)
    {
        // OK, one new member, one time set.
        byte[] expected = "+OK\r\n:1\r\n:1\r\n"u8.ToArray(), answer = new byte[expected.Length * Callers];
        int inserted = 0;
        long start = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(start) < time; inserted += Callers)
        {
            await _bare.SendAsync(Batch());
            for (int received = 0; received < answer.Length;)
            {
                int count = await _bare.ReceiveAsync(answer.AsMemory(received));
                received += count > 0 ? count : throw new IOException("Redis closed the connection.");
            }

            if (!answer.AsSpan(0, expected.Length).SequenceEqual(expected) || !answer.AsSpan(answer.Length - expected.Length).SequenceEqual(expected))
            {
                throw new InvalidOperationException("Redis did not take a login.");
            }
        }

        return inserted / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public override async ValueTask DisposeAsync()
    {
        _bare.Dispose();
        await _store.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private byte[] Batch()
    {
        using var writer = new RespWriter(stackalloc byte[1024]);
        for (int i = 0; i < Callers; i++)
        {
            Session session = Bare();
            string digest = session.Digest.ToString(), index = $"user:{session.UserId}";
            long life = (long)(session.ExpiresAt - session.CreatedAt).TotalMilliseconds;
            writer.Command(5);
            writer.Add("SET"u8);
            writer.Add($"session:{digest}");
            writer.Add(SessionFormat.Write(session));
            writer.Add("PX"u8);
            writer.Add(life);
            writer.Command(4);
            writer.Add("ZADD"u8);
            writer.Add(index);
            writer.Add(session.ExpiresAt.ToUnixTimeMilliseconds());
            writer.Add(digest);
            writer.Command(3);
            writer.Add("PEXPIRE"u8);
            writer.Add(index);
            writer.Add(life);
        }

        return writer.Written.ToArray();
    }
}
