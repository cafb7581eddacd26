using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Bench.Carriers;

/// <summary>What UseCloakroom takes of a request, without HTTP around it: the same request through an empty pipeline and through ours.</summary>
internal static class PipelineBench
{
    private const int Rounds = 9, Requests = 50_000;

    /// <param name="services">Those of the application.</param>
    /// <param name="all">Who asks.</param>
    public static async Task RunAsync(IServiceProvider services, IEnumerable<Contender> all)
    {
        Endpoint endpoint = services.GetRequiredService<EndpointDataSource>().Endpoints.First(e => e.DisplayName?.Contains("/hello", StringComparison.Ordinal) == true);
        RequestDelegate ours = new ApplicationBuilder(services).UseCloakroom().Use(_ => _ => Task.CompletedTask).Build();
        Console.WriteLine($"\nUseCloakroom alone, without HTTP around it; {Rounds} rounds of {Requests:N0} requests, one after the other:\n\n| who asks | time, least | allocated |\n|---|---|---|");
        foreach (Contender contender in all)
        {
            HeaderDictionary headers = HeadersOf(contender);
            (double time, long bytes) = await MeasureAsync(ours, headers, services, endpoint);
            (double around, long bytesAround) = await MeasureAsync(_ => Task.CompletedTask, headers, services, endpoint);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {contender.Name} | {time - around:F0} ns | {bytes - bytesAround} B |"));
        }
    }

    private static HeaderDictionary HeadersOf(Contender contender)
    {
        var headers = new HeaderDictionary { ["Host"] = contender.Server.Authority };
        if (contender.Credential?.Split(": ", 2) is [var name, var value])
        {
            headers[name] = value;
        }

        return headers;
    }

    private static async Task<(double Nanoseconds, long Bytes)> MeasureAsync(RequestDelegate pipeline, HeaderDictionary headers, IServiceProvider services, Endpoint endpoint)
    {
        var times = new List<double>();
        long bytes = 0;
        for (int round = 0; round <= Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp(), before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Requests; i++)
            {
                var context = new DefaultHttpContext();
                context.Features.Set<IHttpRequestFeature>(new HttpRequestFeature { Headers = headers, Method = "GET", Scheme = "http", Path = "/hello" });
                context.RequestServices = services;
                context.SetEndpoint(endpoint);
                await pipeline(context);
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / Requests);
            bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;
        }

        // The first round warms up.
        return (times.Skip(1).Min(), bytes);
    }
}
