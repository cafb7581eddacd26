using Cloakroom.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Cloakroom;

/// <summary>
/// Says once, for each kind, that requests arrive otherwise than <c>PublicUrl</c> tells: the commonest reason for a cookie that is never
/// there. It only logs. Headers of proxies are read for the diagnosis and never believed (promise R5).
/// </summary>
internal sealed class ArrivalWatch(Deployment deployment, ILogger<ArrivalWatch> logger)
{
    // A contradiction is of the deployment and comes with request after request: after so many that had none, one in so many milliseconds is enough.
    private const int LookedAtAll = 1000, Pause = 100;

    private int _said, _looks;
    private long _next;

    public void Look(HttpContext context)
    {
        if (_looks < LookedAtAll)
        {
            // A lost count is harmless.
            _looks++;
        }
        else if (Environment.TickCount64 is var now && now >= _next)
        {
            _next = now + Pause;
        }
        else
        {
            return;
        }

        HttpRequest request = context.Request;
        PublicOrigin origin = deployment.Origin;
        IHeaderDictionary headers = request.Headers;
        var signs = new Arrival.Signs(
            request.Scheme, request.Host.Value ?? "", First(headers["X-Forwarded-Proto"]), First(headers["X-Forwarded-Host"]));
        if (Arrival.IsPlain(origin, signs))
        {
            return;
        }

        Contradictions news = Arrival.Compare(origin, signs) & ~(Contradictions)Volatile.Read(ref _said);
        // A health check calls the port itself, under any name, and so does a service that verifies: what they show is true and says nothing about browsers.
        if (news == Contradictions.None || context.GetEndpoint()?.Metadata.GetMetadata<CalledByPrograms>() is not null)
        {
            return;
        }

        news &= ~(Contradictions)Interlocked.Or(ref _said, (int)news);
        foreach (Contradictions one in Enum.GetValues<Contradictions>().Where(c => c != Contradictions.None && news.HasFlag(c)))
        {
            Log.Contradicted(logger, origin.Serialized, Arrival.Explain(one, origin, signs));
        }
    }

    // The first in the list is what the proxy next to the visitor saw.
    private static string First(StringValues values)
    {
        string list = values.Count == 0 ? "" : values[0] ?? "";
        int comma = list.IndexOf(',', StringComparison.Ordinal);
        // In the usual case nothing is allocated: this is asked of every request that came through a proxy.
        return comma < 0 ? list.Trim() : list.AsSpan(0, comma).Trim().ToString();
    }
}

/// <summary>An endpoint that no browser calls: a health check, or what services need that verify tokens.</summary>
internal sealed class CalledByPrograms
{
    public static CalledByPrograms Instance { get; } = new();
}
