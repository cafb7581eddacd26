using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cloakroom.Server.Start;

/// <summary>What one client may ask of the HTTP server before anything of ours runs. Each with its reason; docs/hardening.md tells what is answered.</summary>
internal static class Limits
{
    /// <summary>The largest body is a value of session data, 64 KiB; endpoints that take less say so.</summary>
    public const int Body = 128 * 1024;

    /// <summary>What a browser may show: cookies of other applications on this host, and a token of 8 KiB.</summary>
    public const int Headers = 32 * 1024;

    /// <summary>Method, target and version: a return address in a query has room, a body does not.</summary>
    public const int RequestLine = 8 * 1024;

    /// <summary>A browser sends about 20, a chain of proxies some more.</summary>
    public const int HeaderCount = 100;

    /// <summary>A head is one or two packets; who sends it letter by letter holds a connection for no longer than this.</summary>
    public static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Longer than the proxies in front keep an idle connection (nginx 60 s, Caddy 120 s): the one that sends must be the one that closes,
    /// or a request goes into a connection that is just being closed.
    /// </summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(130);

    /// <summary>Twice as slow as the slowest telephone; a body of the full size is there in two minutes.</summary>
    public static MinDataRate Request => new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Who does not read what they asked for is left; a stream of events on which nothing happens is not meant.</summary>
    public static MinDataRate Response => new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Sets them.</summary>
    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // RFC 9112 2.2 lets a server take a bare LF for the end of a line. Whoever in front of it does not, sees other lines than we do.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", isEnabled: true);
        KestrelServerLimits limits = kestrel.Limits;
        limits.MaxRequestBodySize = Body;
        limits.MaxRequestHeadersTotalSize = Headers;
        limits.MaxRequestHeaderCount = HeaderCount;
        limits.MaxRequestLineSize = RequestLine;
        limits.RequestHeadersTimeout = HeadersWithin;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MinRequestBodyDataRate = Request;
        limits.MinResponseDataRate = Response;
        limits.MaxConcurrentConnections = OpenFiles.ForConnections();
        Set(limits.Http2);
    }

    // HTTP/2 is spoken where Kestrel itself does TLS. One connection carries what hundred may, so that its buffers are bounded together.
    private static void Set(Http2Limits limits)
    {
        limits.MaxStreamsPerConnection = 100;
        limits.MaxRequestHeaderFieldSize = Headers;
        limits.InitialStreamWindowSize = Body;
        limits.InitialConnectionWindowSize = 2 * Body;
        // Somebody who went away without a word is noticed in a minute.
        limits.KeepAlivePingDelay = TimeSpan.FromSeconds(40);
        limits.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}
