using System.Text.Json;
using Cloakroom.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>
/// What verifiers of our tokens need to know: the public keys (RFC 7517 5) and where they are (OpenID Connect Discovery 1.0 4, RFC 8414 3).
/// The same for everybody, so caches may keep it.
/// </summary>
internal static class KeyEndpoints
{
    public const string Jwks = "/.well-known/jwks.json";

    // Short, so that an emergency rotation is soon known to those that keep the list as long as this.
    private const string Caching = "public, max-age=60";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAnswer(HttpMethods.Get, Jwks, AnswerKeys).AllowAnonymous().WithMetadata(WorksWithoutStore.Instance, SameForEverybody.Instance, CalledByPrograms.Instance);
        foreach (string path in (string[])["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"])
        {
            endpoints.MapAnswer(HttpMethods.Get, path, AnswerDiscovery).AllowAnonymous().WithMetadata(WorksWithoutStore.Instance, SameForEverybody.Instance, CalledByPrograms.Instance);
        }
    }

    private static IResult AnswerKeys(HttpContext context) =>
        // An empty list would say that no token is good.
        context.Service<KeyRing>() is { IsKnown: true } ring ? Answer(context, "application/jwk-set+json", json => WriteKeys(json, ring.Published)) : Refusal.Because(Reason.StoreUnavailable);

    private static IResult AnswerDiscovery(HttpContext context) =>
        Answer(context, "application/json", json => Discovery.Write(json, context.Service<Deployment>().Origin.Serialized, Paths(context)));

    private static void WriteKeys(Utf8JsonWriter json, IReadOnlyList<VerificationKey> keys)
    {
        json.WriteStartObject();
        json.WriteStartArray("keys");
        foreach (VerificationKey key in keys)
        {
            key.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // What this application answers to: no endpoint is named that is not there.
    private static HashSet<string> Paths(HttpContext context) =>
        [.. context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => "/" + e.RoutePattern.RawText?.TrimStart('/'))];

    private static IResult Answer(HttpContext context, string type, Action<Utf8JsonWriter> write)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body))
        {
            write(json);
        }

        // Before the body is known to be wanted: 304 carries it too (RFC 9110 15.4.5).
        context.Response.Headers.CacheControl = Caching;
        return Results.Bytes(body.WrittenMemory, type, entityTag: ContentTag.Of(body.WrittenSpan));
    }
}
