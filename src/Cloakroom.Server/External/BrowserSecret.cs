using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Cookies;
using Cloakroom.Keys;

namespace Cloakroom.Server.External;

/// <summary>
/// 256 random bits in a cookie, shared by all tabs of a browser: whoever comes back from a provider must be the browser that went there, or
/// somebody could log another one in as themselves (RFC 6749 10.12). The cookie is Lax, since the way back begins at another site.
/// </summary>
internal sealed class BrowserSecret
{
    private const int Length = 32;

    private readonly byte[] _bytes;

    private BrowserSecret(byte[] bytes) => _bytes = bytes;

    /// <summary>The secret of this browser; a new one where it has none.</summary>
    public static BrowserSecret OfOrNew(HttpRequest request, Deployment deployment) =>
        Of(request, deployment) ?? new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The secret of this browser; null where it shows none, or two.</summary>
    public static BrowserSecret? Of(HttpRequest request, Deployment deployment)
    {
        string header = string.Join("; ", request.Headers.Cookie.ToArray());
        return CookieHeader.Find(header, Cookie(deployment).Name, out ReadOnlySpan<char> value) == CookieMatch.One
            && Base64UrlText.TryDecode(value) is { Length: Length } bytes ? new(bytes) : null;
    }

    /// <summary>Hands it to the browser, for as long as a flow may take from now.</summary>
    public void Give(HttpResponse response, Deployment deployment) =>
        response.Headers.Append("Set-Cookie", Cookie(deployment).Issue(Base64Url.EncodeToString(_bytes)));

    public byte[] Digest() => SHA256.HashData(_bytes);

    /// <summary>Something random that only this browser's requests can make again: 43 characters.</summary>
    public string Derive(string what, ReadOnlySpan<byte> flow) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_bytes, (byte[])[.. Encoding.ASCII.GetBytes(what), 0, .. flow]));

    /// <summary>Prints no secret.</summary>
    public override string ToString() => nameof(BrowserSecret);

    private static SessionCookie Cookie(Deployment deployment) => SessionCookie.Named("external", deployment.Origin, Flow.Life, SameSite.Lax);
}
