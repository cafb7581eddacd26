using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Server.Webhooks;

/// <summary>One receiver of webhooks, from the settings <c>Webhooks:N:…</c>.</summary>
/// <param name="number">Its number in the settings.</param>
internal sealed class WebhookOptions(int number)
{
    /// <summary>Prefix of a secret (Standard Webhooks).</summary>
    public const string SecretPrefix = "whsec_";

    // Standard Webhooks allows 24 to 64 bytes; 256 bits is what HMAC-SHA256 makes use of (RFC 2104 3).
    private const int LeastSecret = 32, MostSecret = 64;

    public int Number => number;

    /// <summary>Where to post.</summary>
    public Uri? Url { get; set; }

    /// <summary>The key of the signature; null when it was left out or is none.</summary>
    public byte[]? Secret { get; private set; }

    /// <summary>The kinds of events that are told; empty for all.</summary>
    public IList<string> Events { get; } = [];

    /// <summary>What the database calls it: addresses may hold a token.</summary>
    public string Name => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Url?.AbsoluteUri ?? "")))[..16];

    public bool Wants(string kind) => Events.Count == 0 || Events.Contains(kind);

    public bool TrySecret(string text)
    {
        string base64 = text.StartsWith(SecretPrefix, StringComparison.Ordinal) ? text[SecretPrefix.Length..] : text;
        byte[] bytes = new byte[base64.Length];
        bool isOne = Convert.TryFromBase64String(base64, bytes, out int length) && length is >= LeastSecret and <= MostSecret;
        Secret = isOne ? bytes[..length] : null;
        return isOne;
    }

    /// <summary>Only https, but for a receiver on this machine. Where it is, the settings say, never a user.</summary>
    public bool TryUrl(string text)
    {
        Url = Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            && url.UserInfo.Length == 0 && url.Fragment.Length == 0 ? url : null;
        return Url is not null;
    }

    /// <summary>Prints no secret, and no address: that may be one too.</summary>
    public override string ToString() => $"Webhooks:{Number}";
}
