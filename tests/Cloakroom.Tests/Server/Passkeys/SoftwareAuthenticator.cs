using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cloakroom.Tests.Server.Passkeys;

/// <summary>
/// An authenticator and the browser before it, in one: makes a passkey, and signs with it (Web Authentication Level 3, 6.3). It does whatever
/// a test tells it to, which a real one would refuse.
/// </summary>
internal sealed class SoftwareAuthenticator : IDisposable
{
    private const byte UserPresent = 1, UserVerified = 4, BackupEligible = 8, BackedUp = 16, HasCredential = 64;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The ID of its one credential.</summary>
    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);

    public string Id => Base64Url.EncodeToString(CredentialId);

    /// <summary>Grows with each signature; stays 0 where the authenticator does not count.</summary>
    public uint Counter { get; set; }

    public bool Counts { get; init; }

    public bool VerifiesUser { get; set; } = true;

    public bool Synced { get; init; }

    /// <summary>What makes it; zeros say nothing.</summary>
    public Guid Aaguid { get; init; }

    /// <summary>What the browser says where it is; null for the origin of the server.</summary>
    public string? Origin { get; set; }

    public bool CrossOrigin { get; set; }

    /// <summary>The handle of the account, as it was told when the passkey was made.</summary>
    public string? UserHandle { get; set; }

    /// <summary>The answer to creation options.</summary>
    public object Create(JsonElement options, string origin)
    {
        UserHandle = options.GetProperty("user").GetProperty("id").GetString();
        byte[] client = ClientData("webauthn.create", options, origin), data = AuthenticatorData(options.GetProperty("rp").GetProperty("id").GetString(), HasCredential);
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("attStmt");
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteTextString("authData");
        writer.WriteByteString(data);
        writer.WriteEndMap();
        return Credential(new { clientDataJSON = Text(client), attestationObject = Text(writer.Encode()), transports = (string[])["internal"] });
    }

    /// <summary>The answer to request options.</summary>
    public object Get(JsonElement options, string origin)
    {
        Counter += Counts ? 1u : 0;
        byte[] client = ClientData("webauthn.get", options, origin), data = AuthenticatorData(options.GetProperty("rpId").GetString(), flags: 0);
        byte[] signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new { clientDataJSON = Text(client), authenticatorData = Text(data), signature = Text(signature), userHandle = UserHandle });
    }

    public void Dispose() => _key.Dispose();

    private object Credential(object response) =>
        new { id = Id, rawId = Id, type = "public-key", authenticatorAttachment = "platform", clientExtensionResults = new { }, response };

    private byte[] ClientData(string type, JsonElement options, string origin) => JsonSerializer.SerializeToUtf8Bytes(
        new { type, challenge = options.GetProperty("challenge").GetString(), origin = Origin ?? origin, crossOrigin = CrossOrigin });

    private byte[] AuthenticatorData(string? site, byte flags)
    {
        flags |= (byte)(UserPresent | (VerifiesUser ? UserVerified : 0) | (Synced ? BackupEligible | BackedUp : 0));
        byte[] counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        byte[] credential = flags < HasCredential ? [] : [.. Aaguid.ToByteArray(bigEndian: true), 0, (byte)CredentialId.Length, .. CredentialId, .. PublicKey()];
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(site ?? "")), flags, .. counter, .. credential];
    }

    // RFC 9053 2.1 and 7.1.1: ES256 on P-256.
    private byte[] PublicKey()
    {
        ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(5);
        foreach ((int label, int value) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            writer.WriteInt32(label);
            writer.WriteInt32(value);
        }

        writer.WriteInt32(-2);
        writer.WriteByteString(point.X ?? []);
        writer.WriteInt32(-3);
        writer.WriteByteString(point.Y ?? []);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
