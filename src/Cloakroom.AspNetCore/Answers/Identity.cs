using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom;

/// <summary>Marks an answer as depending on who asks, so that no cache gives it to somebody else (ASVS 14.3.2, CVE-2023-30861 class).</summary>
internal static class Identity
{
    private static readonly string[] Fields = ["Cookie", "Authorization"];
    private static readonly StringValues Both = "Cookie, Authorization";

    /// <summary>Has the last word: what the application wrote about caching was written for everybody.</summary>
    public static void MarkDependent(HttpContext context)
    {
        StringValues chosen = context.Response.Headers.CacheControl;
        MarkDependent(context.Response.Headers);
        if (chosen.Count > 0 && context.GetEndpoint()?.Metadata.GetMetadata<InsecureAllowCachingAttribute>() is not null)
        {
            context.Response.Headers.CacheControl = chosen;
        }
    }

    public static void MarkDependent(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.Vary = headers.Vary.Count == 0 ? Both : Merge(headers.Vary);
    }

    // RFC 9110 12.5.5: a list of field names, or *.
    private static StringValues Merge(StringValues vary)
    {
        string[] present = vary.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return present.Contains("*", StringComparer.Ordinal) ? vary : string.Join(", ", present.Union(Fields, StringComparer.OrdinalIgnoreCase));
    }
}
