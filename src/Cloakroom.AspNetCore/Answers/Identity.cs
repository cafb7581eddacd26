using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>Marks an answer as depending on who asks, so that no cache gives it to somebody else (ASVS 14.3.2, CVE-2023-30861 class).</summary>
internal static class Identity
{
    public static void MarkDependent(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.Vary = "Cookie, Authorization";
    }
}
