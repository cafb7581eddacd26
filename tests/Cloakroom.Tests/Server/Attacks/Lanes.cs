using System.Collections.Concurrent;
using Cloakroom.Shared;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>
/// One nginx and one Caddy in front of all servers on one kind of store. Which of their ports lead where is settled before there is a
/// server: the proxies start once, and a server that is there for one attack takes a lane that is free.
/// </summary>
internal sealed class Lanes : IAsyncDisposable
{
    private const int Count = 10;

    private readonly ConcurrentQueue<Lane> _free;
    private readonly NginxProcess _nginx;
    private readonly CaddyProcess _caddy;

    private Lanes(Lane[] lanes, NginxProcess nginx, CaddyProcess caddy) => (_free, _nginx, _caddy) = (new(lanes), nginx, caddy);

    public static async Task<Lanes> StartAsync()
    {
        Lane[] lanes = [.. Enumerable.Range(0, Count).Select(_ => new Lane(FreePort.Next(), FreePort.Next(), FreePort.Next()))];
        NginxProcess nginx = await NginxProcess.StartAsync(lanes[0].Nginx, LaneConfig.Nginx(lanes));
        return new(lanes, nginx, await CaddyProcess.StartAsync(lanes[0].Caddy, LaneConfig.Caddy(lanes)));
    }

    public Lane Take() => _free.TryDequeue(out Lane? lane) ? lane : throw new InvalidOperationException($"More than {Count} servers at once.");

    /// <summary>Whatever listens there by now is done with it.</summary>
    public void Give(Lane lane) => _free.Enqueue(lane);

    public async ValueTask DisposeAsync()
    {
        await _nginx.DisposeAsync();
        await _caddy.DisposeAsync();
    }
}

/// <summary>The port of a server, and those of the proxies that lead there.</summary>
internal sealed record Lane(int Server, int Nginx, int Caddy)
{
    /// <summary>Where the server itself is to listen.</summary>
    public string Address => $"http://127.0.0.1:{Server}";

    /// <summary>Where it is found on this way.</summary>
    public Uri By(Way way) => new(way switch { Way.Nginx => $"http://127.0.0.1:{Nginx}", Way.Caddy => $"http://127.0.0.1:{Caddy}", _ => Address });
}
