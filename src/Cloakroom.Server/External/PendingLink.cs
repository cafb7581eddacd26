using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Cookies;
using Cloakroom.Keys;
using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.DataProtection;

namespace Cloakroom.Server.External;

/// <summary>
/// Somebody has proved who they are at a provider, and there is an account with their address: it waits in a cookie of this browser until
/// they have logged in to that account too, and say that the two belong together.
/// </summary>
internal sealed class PendingLink(IDataProtectionProvider protection, Deployment deployment, SpentOnce spent, TimeProvider time)
{
    private const byte Version = 1;
    private const string Kind = "pending link";

    private readonly IDataProtector _protector = protection.CreateProtector("Cloakroom.External.PendingLink");

    public void Give(HttpResponse response, ExternalIdentity identity)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        // Byte by byte: version (1), ends at in Unix milliseconds (8), then provider, title, subject, address, each with its length in front.
        writer.Write(Version);
        writer.Write((time.GetUtcNow() + Flow.Life).ToUnixTimeMilliseconds());
        writer.Write(identity.Provider);
        writer.Write(identity.Title);
        writer.Write(identity.Subject);
        writer.Write(identity.Email?.Text ?? "");
        writer.Flush();
        response.Headers.Append("Set-Cookie", Cookie().Issue(Base64Url.EncodeToString(_protector.Protect(bytes.ToArray()))));
    }

    /// <summary>Who waits in this browser; null for nobody.</summary>
    public ExternalIdentity? Find(HttpRequest request) => TryRead(request, out string? value) && !spent.IsSpent(Kind, value) ? Read(value)?.Identity : null;

    /// <summary>The same, once.</summary>
    public ExternalIdentity? Take(HttpContext context)
    {
        if (!TryRead(context.Request, out string? value))
        {
            return null;
        }

        context.Response.Headers.Append("Set-Cookie", Cookie().Delete());
        return Read(value) is { } read && spent.TrySpend(Kind, value, read.Until) ? read.Identity : null;
    }

    private SessionCookie Cookie() => SessionCookie.Named("external_link", deployment.Origin, Flow.Life, SameSite.Strict);

    private bool TryRead(HttpRequest request, [NotNullWhen(true)] out string? text)
    {
        bool found = CookieHeader.Find(string.Join("; ", request.Headers.Cookie.ToArray()), Cookie().Name, out ReadOnlySpan<char> value) == CookieMatch.One;
        text = found ? value.ToString() : null;
        return text is not null;
    }

    private (ExternalIdentity Identity, DateTimeOffset Until)? Read(string value)
    {
        // One text for each link, or what was used as one could be used again as another.
        if (Base64UrlText.TryDecode(value) is not { } bytes)
        {
            return null;
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(_protector.Unprotect(bytes)), Encoding.UTF8);
            if (reader.ReadByte() != Version || DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()) is var until && until <= time.GetUtcNow())
            {
                return null;
            }

            var identity = new ExternalIdentity(reader.ReadString(), reader.ReadString(), reader.ReadString());
            return (identity with { Email = EmailAddress.TryParse(reader.ReadString(), out EmailAddress? email) ? email : null }, until);
        }
        catch (Exception other) when (other is CryptographicException or FormatException or EndOfStreamException)
        {
            return null;
        }
    }
}
