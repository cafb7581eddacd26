using System.Security.Cryptography;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Throttling;

/// <summary>
/// What a try at a password is counted by. Whoever shows a device cookie of the account has a count of his own, so that a stranger who burns
/// the tries of the name does not stop the owner; everybody else shares that of the name, and is counted by his address as well.
/// </summary>
internal sealed class Lane
{
    private readonly byte[] _key;

    private Lane(EmailAddress name, byte[] key, ClientAddress? address) => (Name, _key, Address) = (name, key, address);

    public EmailAddress Name { get; }

    /// <summary>Null for a known device, which a crowd behind the same address does not stop.</summary>
    public ClientAddress? Address { get; }

    public bool IsDevice => Address is null;

    public static Lane Of(EmailAddress name, ClientAddress address) => new(name, name.Digest(), address);

    public static Lane Of(EmailAddress name, Device device) => new(name, SHA256.HashData([.. "device lane"u8, .. device.Number]), address: null);

    /// <summary>The key of its count. Names have 16 bytes and devices 32, so that one is never the other.</summary>
    public byte[] Key() => _key;
}
