using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Cloakroom.Keys;

namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>
/// The secret of a link in a mail: 256 random bits (promise Q52). It exists in that mail alone; the database knows its SHA-256, by which it is
/// looked up, so that how long a comparison takes says nothing about the secret.
/// </summary>
internal sealed class LinkSecret
{
    private const int Bytes = 32, Characters = 43;

    private readonly byte[] _value;

    private LinkSecret(byte[] value) => _value = value;

    /// <summary>As it stands in the mail: 43 characters of base64url (RFC 4648 5).</summary>
    public string Text => Base64Url.EncodeToString(_value);

    public byte[] Digest => SHA256.HashData(_value);

    public static LinkSecret New() => new(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Reads what a person copied or a script took from the link; false when it cannot be one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out LinkSecret? secret)
    {
        string code = text?.Trim() ?? "";
        secret = code.Length == Characters && Base64UrlText.TryDecode(code) is { Length: Bytes } value ? new(value) : null;
        return secret is not null;
    }

    /// <summary>Prints no secret.</summary>
    public override string ToString() => "LinkSecret";
}
