using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Bench.Pipeline;

/// <summary>One request, over and over through one pipeline to one endpoint.</summary>
/// <param name="services">Of the application.</param>
/// <param name="pipeline">What it goes through.</param>
/// <param name="stop">The endpoint, which must be reached each time.</param>
/// <param name="request">Method and headers.</param>
internal sealed class Passage(IServiceProvider services, RequestDelegate pipeline, Stop stop, Visitor request)
{
    private readonly IHttpContextFactory _contexts = services.GetRequiredService<IHttpContextFactory>();

    /// <summary>What one request takes, all around it included.</summary>
    /// <exception cref="InvalidOperationException">The endpoint was not reached, or knew somebody else.</exception>
    public async Task<Cost> MeasureAsync(int requests)
    {
        stop.Reached = 0;
        long bytes = GC.GetTotalAllocatedBytes(precise: true), start = Stopwatch.GetTimestamp();
        for (int i = 0; i < requests; i++)
        {
            var features = new FeatureCollection();
            features.Set<IHttpRequestFeature>(new HttpRequestFeature { Headers = request.Headers, Method = request.Method, Scheme = "http", Path = "/" });
            features.Set<IHttpResponseFeature>(new HttpResponseFeature());
            HttpContext context = _contexts.Create(features);
            context.SetEndpoint(stop.Endpoint);
            await pipeline(context);
            _contexts.Dispose(context);
        }

        double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return stop.Reached == requests ? new(time / requests, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)requests)
            : throw new InvalidOperationException($"{request.Who}: {stop.Reached} of {requests} requests got through.");
    }
}

/// <summary>What a request takes.</summary>
/// <param name="Nanoseconds">Of one core.</param>
/// <param name="Bytes">Allocated.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Cost(double Nanoseconds, double Bytes)
{
    public static Cost operator -(Cost all, Cost around) => new(all.Nanoseconds - around.Nanoseconds, all.Bytes - around.Bytes);
}
