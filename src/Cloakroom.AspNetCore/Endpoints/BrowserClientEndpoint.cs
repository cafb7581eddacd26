using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Cloakroom;

/// <summary>The browser client, a plain ES module of three kilobytes: <c>/cloakroom.js</c>.</summary>
internal static class BrowserClientEndpoint
{
    public const string Path = "/cloakroom.js";

    private static readonly byte[] Script = Read();
    private static readonly EntityTagHeaderValue Tag = ContentTag.Of(Script);

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapAnswer(HttpMethods.Get, Path, Answer).AllowAnonymous().WithMetadata(WorksWithoutStore.Instance, SameForEverybody.Instance);

    // Asked for each time: an application that is brought up to date has one client and one server.
    private static IResult Answer(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(Script, "text/javascript; charset=utf-8", entityTag: Tag);
    }

    private static byte[] Read()
    {
        using Stream resource = typeof(BrowserClientEndpoint).Assembly.GetManifestResourceStream("cloakroom.js")
            ?? throw new InvalidOperationException("The browser client is not part of this assembly.");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
