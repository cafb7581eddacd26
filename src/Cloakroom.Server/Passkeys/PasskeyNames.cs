using System.Formats.Cbor;

namespace Cloakroom.Server.Passkeys;

/// <summary>What a new passkey is called until its owner gives it another name: what keeps it, or else the device it was made on.</summary>
internal static class PasskeyNames
{
    public const int MaxLength = 64;

    // Web Authentication Level 3, 6.1 and 6.5.1: hash of the site 32 bytes, flags 1, counter 4, then the AAGUID.
    private const int AaguidAt = 37, AaguidBytes = 16;

    // The AAGUIDs that the makers of the usual password managers publish. Unproved, and good for a name only.
    private static readonly Dictionary<Guid, string> Keepers = new()
    {
        [new("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4")] = "Google Password Manager",
        [new("fbfc3007-154e-4ecc-8c0b-6e020557d7bd")] = "Apple Passwords",
        [new("08987058-cadc-4b81-b6e1-30de50dcbe96")] = "Windows Hello",
        [new("9ddd1817-af5a-4672-a2b9-3e3dd95000a9")] = "Windows Hello",
        [new("6028b017-b1d4-4c02-b4b3-afcdafc96bb2")] = "Windows Hello",
        [new("bada5566-a7aa-401f-bd96-45619a55120d")] = "1Password",
        [new("d548826e-79b4-db40-a3d8-11116f7e8349")] = "Bitwarden",
        [new("531126d6-e717-415c-9320-3d9aa6981239")] = "Dashlane",
        [new("50726f74-6f6e-5061-7373-50726f746f6e")] = "Proton Pass",
        [new("fdb141b2-5d84-443e-8a35-4698c205a502")] = "KeePassXC",
    };

    /// <param name="attestationObject">As the authenticator sent it, checked already.</param>
    /// <param name="userAgent">The browser.</param>
    public static string Of(byte[] attestationObject, string userAgent) =>
        Aaguid(attestationObject) is { } aaguid && Keepers.TryGetValue(aaguid, out string? keeper) ? keeper : DeviceName.From(userAgent);

    /// <summary>Whether a name will do: something to see, on one line.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && !string.IsNullOrWhiteSpace(name) && !name.Any(char.IsControl);

    public static Refusal Refusal() =>
        Cloakroom.Refusal.Because(Reason.InvalidRequest, $"The field name is missing, longer than {MaxLength} characters, or more than a line.");

    private static Guid? Aaguid(byte[] attestationObject)
    {
        var reader = new CborReader(attestationObject, CborConformanceMode.Lax);
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            if (reader.ReadTextString() == "authData")
            {
                byte[] data = reader.ReadByteString();
                return data.Length < AaguidAt + AaguidBytes ? null : new Guid(data.AsSpan(AaguidAt, AaguidBytes), bigEndian: true);
            }

            reader.SkipValue();
        }

        return null;
    }
}
