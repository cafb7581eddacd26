using System.Buffers;
using System.Collections.Frozen;
using Cloakroom.Cookies;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom;

/// <summary>
/// Lets scripts of the listed origins read the answers, with cookies (Fetch 3.2; promise Q26): the exact list, never <c>*</c>, never what the
/// request happens to say. An endpoint with a CORS policy of its own keeps that, and an answer that has one already is left alone.
/// </summary>
internal sealed class Frontends(Topology topology)
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private const string Exposed = "ETag, Retry-After, " + Refusal.ReasonHeader;
    private const string PreflightVary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

    // Long enough to save most preflights, short enough to take an origin off the list.
    private const string PreflightSeconds = "600";

    private const int MaxRequestedHeaders = 1024;

    // RFC 9110 5.6.2 tokens, and what separates them in a list.
    private static readonly SearchValues<char> HeaderNames = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~, ");

    private readonly FrozenSet<string> _origins = topology.Frontends.Where(f => f.Relation != FrontendRelation.SameOrigin)
        .Select(f => f.Origin.Serialized).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Sees to it that the page that asks may read the answer; true when the request was a preflight and is answered.</summary>
    public bool Answer(HttpContext context)
    {
        if (_origins.Count == 0 || context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() is not null)
        {
            return false;
        }

        HttpRequest request = context.Request;
        string? listed = request.Headers.Origin is [{ } origin] && _origins.Contains(origin) ? origin : null;
        if (listed is not null && HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0)
        {
            AnswerPreflight(request.Headers.AccessControlRequestHeaders, context.Response, listed);
            return true;
        }

        // When the answer starts, so that no refusal that clears it takes this away: a script must be able to read why it was refused.
        context.Response.OnStarting(static state => Mark(((HttpResponse, string?))state), (context.Response, listed));
        return false;
    }

    private static Task Mark((HttpResponse Response, string? Origin) answer)
    {
        IHeaderDictionary headers = answer.Response.Headers;
        // Of every answer, also to an origin that is not listed: a cache must not give one the answer of the other.
        string vary = headers.Vary.ToString();
        headers.Vary = vary.Length == 0 ? "Origin"
            : vary.Split(',', StringSplitOptions.TrimEntries).Any(f => f == "*" || f.Equals("Origin", StringComparison.OrdinalIgnoreCase)) ? vary
            : $"{vary}, Origin";
        if (answer.Origin is { } origin && headers.AccessControlAllowOrigin.Count == 0)
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
            headers.AccessControlExposeHeaders = Exposed;
        }

        return Task.CompletedTask;
    }

    private static void AnswerPreflight(StringValues requested, HttpResponse response, string origin)
    {
        IHeaderDictionary headers = response.Headers;
        response.StatusCode = StatusCodes.Status204NoContent;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlMaxAge = PreflightSeconds;
        headers.Vary = PreflightVary;
        string names = requested.ToString();
        if (names.Length is > 0 and <= MaxRequestedHeaders && !names.AsSpan().ContainsAnyExcept(HeaderNames))
        {
            // A listed origin is trusted like our own, and that may send any header; * does not hold with cookies.
            headers.AccessControlAllowHeaders = names;
        }
    }
}
