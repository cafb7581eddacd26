using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks.Variants;

/// <summary>Every address that the server has, whoever adds one.</summary>
internal static partial class Endpoints
{
    /// <summary>Those that change something, with x for what is variable in them.</summary>
    public static IEnumerable<(string Method, string Path)> Unsafe(Node node) =>
        from endpoint in node.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where method is not ("GET" or "HEAD" or "OPTIONS")
        select (method, "/" + Parameter().Replace(endpoint.RoutePattern.RawText?.TrimStart('/') ?? "", "x"));

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 10_000)]
    private static partial Regex Parameter();
}
