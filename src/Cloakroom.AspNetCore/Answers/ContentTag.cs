using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Cloakroom;

/// <summary>The ETag of an answer that is the same for everybody, from its octets (RFC 9110 8.8.3).</summary>
internal static class ContentTag
{
    private const int Length = 12;

    public static EntityTagHeaderValue Of(ReadOnlySpan<byte> body) => new($"\"{Base64Url.EncodeToString(SHA256.HashData(body).AsSpan(0, Length))}\"");
}
