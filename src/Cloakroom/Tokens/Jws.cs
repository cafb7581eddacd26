using System.Text;
using System.Text.Json;
using Cloakroom.Keys;

namespace Cloakroom.Tokens;

/// <summary>
/// A signed text in compact serialization (RFC 7515 7.1), taken apart but not yet believed: header, payload, signature. What the header may
/// hold is decided here; whether the signature is good, in <see cref="IsSignedBy"/>.
/// </summary>
internal sealed class Jws
{
    /// <summary>No token is longer.</summary>
    public const int MaxLength = 8 * 1024;

    // A key that comes along with what it signs proves nothing (RFC 8725 3.5), an address to fetch one from is a way to make us call it,
    // and these others would change what the text means: encrypted, compressed, a payload that is not base64url (RFC 7797).
    private static readonly string[] Refused = ["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "enc", "zip", "b64"];

    private readonly byte[] _signed, _signature;

    private Jws(string kid, string? type, byte[] payload, byte[] signed, byte[] signature) =>
        (Kid, Type, Payload, _signed, _signature) = (kid, type, payload, signed, signature);

    /// <summary>The name of the key that is to have signed it.</summary>
    public string Kid { get; }

    /// <summary>What it says it is; null when it does not say.</summary>
    public string? Type { get; }

    /// <summary>The octets that are signed, beside the header.</summary>
    public byte[] Payload { get; }

    /// <summary>Whether the signature is the one of its two forms that we issue (<see cref="LowS"/>).</summary>
    public bool HasLowS => LowS.Is(_signature);

    /// <summary>Takes a text apart.</summary>
    /// <param name="text">At most <paramref name="maxLength"/> characters.</param>
    /// <param name="reason">Why it is refused; to be read only when it is.</param>
    /// <param name="maxLength">Nothing longer is looked at.</param>
    /// <returns>The parts; null when it is refused.</returns>
    public static Jws? TryRead(ReadOnlySpan<char> text, out Reason reason, int maxLength = MaxLength)
    {
        reason = Reason.Malformed;
        if (text.Length > maxLength || text.Count('.') != 2)
        {
            return null;
        }

        int first = text.IndexOf('.'), second = text.LastIndexOf('.');
        if (Base64UrlText.TryDecode(text[..first]) is not { Length: > 0 } header
            || Base64UrlText.TryDecode(text[(first + 1)..second]) is not { } payload
            || Base64UrlText.TryDecode(text[(second + 1)..]) is not { } signature
            || TokenJson.TryRead(header) is not { } members)
        {
            return null;
        }

        // RFC 7515 4.1.11: whoever does not understand a critical member must refuse; we understand none.
        if (members.TryGetProperty("crit", out _) || Array.Exists(Refused, name => members.TryGetProperty(name, out _))
            || (members.TryGetProperty("typ", out JsonElement type) && type.ValueKind != JsonValueKind.String))
        {
            return null;
        }

        // The key says which algorithm it is for. What the token says is compared with that, and never followed (RFC 8725 3.1).
        if (members.TextOf("alg") != VerificationKey.Algorithm || signature.Length != VerificationKey.SignatureLength
            || members.TextOf("kid") is not { Length: > 0 } kid)
        {
            reason = Reason.BadSignature;
            return null;
        }

        byte[] signed = new byte[second];
        Encoding.ASCII.GetBytes(text[..second], signed);
        return new Jws(kid, members.TextOf("typ"), payload, signed, signature);
    }

    /// <summary>Whether the key has signed it.</summary>
    public bool IsSignedBy(VerificationKey key) => key.Kid == Kid && key.Verifies(_signed, _signature);
}
