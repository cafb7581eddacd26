using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Server.External;

/// <summary>What a login at a provider is for.</summary>
internal enum FlowPurpose : byte
{
    /// <summary>To log in.</summary>
    LogIn = 1,

    /// <summary>To prove once more who one is (<c>fresh_login_required</c>): the provider must ask again.</summary>
    Renew = 2,

    /// <summary>To add a way to log in to the account that one is logged in to.</summary>
    Link = 3,
}

/// <summary>
/// One login at a provider, from the button to the way back. It travels as <c>state</c> (RFC 6749 4.1.1), encrypted; PKCE verifier and nonce
/// are made from it and the secret of this browser, so that neither is ever sent or stored.
/// </summary>
/// <param name="Id">Random; spent at the way back.</param>
/// <param name="Provider">The name of the provider.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Browser">The digest of the secret of the browser that began it.</param>
/// <param name="BeganAt">When.</param>
/// <param name="Return">A place of this server to go to afterwards.</param>
internal sealed record Flow(byte[] Id, string Provider, FlowPurpose Purpose, byte[] Browser, DateTimeOffset BeganAt, string Return)
{
    public const int IdLength = 16;

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>The user who links, or renews the login; empty for nobody.</summary>
    public string UserId { get; init; } = "";

    public bool IsOf(BrowserSecret browser) => CryptographicOperations.FixedTimeEquals(Browser, browser.Digest());

    /// <summary>The PKCE verifier (RFC 7636 4.1): 43 characters of 256 bits.</summary>
    public string Verifier(BrowserSecret browser) => browser.Derive("verifier", Id);

    /// <summary>RFC 7636 4.2, S256.</summary>
    public string Challenge(BrowserSecret browser) => System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier(browser))));

    /// <summary>Ties the ID token to this flow (OpenID Connect Core 3.1.2.1).</summary>
    public string Nonce(BrowserSecret browser) => browser.Derive("nonce", Id);

    /// <summary>Prints no state.</summary>
    public override string ToString() => $"Flow({Provider}, {Purpose})";
}
