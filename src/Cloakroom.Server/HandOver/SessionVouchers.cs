using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace Cloakroom.Server.HandOver;

/// <summary>Writes vouchers and reads them back, encrypted and authenticated by Data Protection, whose keys all nodes share.</summary>
internal sealed class SessionVouchers(IDataProtectionProvider protection, TimeProvider time)
{
    private const int MaxLength = 4096;

    private readonly IDataProtector _protector = protection.CreateProtector("Cloakroom.HandOver.Voucher");

    public string Write(SessionId id, string place, string browser)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        // In this order: issued at in Unix milliseconds (8), then ID, browser and place, each with its length in front.
        writer.Write(time.GetUtcNow().ToUnixTimeMilliseconds());
        writer.Write(id.Reveal());
        writer.Write(browser);
        writer.Write(place);
        writer.Flush();
        return Base64Url.EncodeToString(_protector.Protect(bytes.ToArray()));
    }

    /// <summary>False for what was not written here, was altered, or is too old.</summary>
    public bool TryRead(string text, [NotNullWhen(true)] out SessionVoucher? voucher)
    {
        voucher = null;
        if (text.Length is 0 or > MaxLength || Base64UrlText.TryDecode(text) is not { } closed)
        {
            return false;
        }

        try
        {
            voucher = Read(_protector.Unprotect(closed));
        }
        catch (Exception other) when (other is CryptographicException or FormatException or EndOfStreamException)
        {
            return false;
        }

        return voucher is not null && time.GetUtcNow() - voucher.IssuedAt < SessionVoucher.Life;
    }

    private static SessionVoucher? Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var issued = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
        if (!SessionId.TryParse(reader.ReadString(), out SessionId id))
        {
            return null;
        }

        string browser = reader.ReadString();
        return new(id, reader.ReadString(), browser, issued);
    }
}
