using System.Buffers.Text;
using System.Security.Cryptography;

namespace Cloakroom.Server.Answers;

/// <summary>
/// The number used once that a page's own scripts and styles carry (CSP 3, 2.3.1): the browser runs what was written into this answer by us,
/// and nothing else, whatever else lies on this server.
/// </summary>
internal sealed class PageNonce
{
    private PageNonce()
    {
    }

    public string Value { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>The nonce of this answer, made when the page first needs one.</summary>
    public static PageNonce Of(HttpContext context)
    {
        if (context.Features.Get<PageNonce>() is not { } nonce)
        {
            context.Features.Set(nonce = new());
        }

        return nonce;
    }
}
