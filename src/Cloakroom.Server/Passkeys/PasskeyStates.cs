using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace Cloakroom.Server.Passkeys;

/// <summary>
/// The state of a ceremony between its two requests, the challenge above all: sealed and handed to the client, which brings it back. So
/// to ask for options costs no record, and two tabs do not get in each other's way (docs/decisions/0094).
/// </summary>
/// <remarks>Inside the seal: the end, Unix milliseconds in 8 bytes, big-endian; then the state of Identity, UTF-8.</remarks>
internal sealed class PasskeyStates(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>How long a person has (Web Authentication Level 3, 15.1: five to ten minutes where a PIN may be asked for).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int HeaderBytes = sizeof(long), MaxCharacters = 4096;

    public string Seal(PasskeyCeremony ceremony, string state)
    {
        byte[] bytes = new byte[HeaderBytes + Encoding.UTF8.GetByteCount(state)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (time.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        Encoding.UTF8.GetBytes(state, bytes.AsSpan(HeaderBytes));
        return Base64Url.EncodeToString(Protector(ceremony).Protect(bytes));
    }

    /// <summary>False for what was not sealed here, for this ceremony, within <see cref="Lifetime"/>.</summary>
    public bool TryOpen(PasskeyCeremony ceremony, string text, [NotNullWhen(true)] out PasskeyState? state)
    {
        state = null;
        if (text.Length > MaxCharacters || Base64UrlText.TryDecode(text) is not { } closed)
        {
            return false;
        }

        try
        {
            byte[] bytes = Protector(ceremony).Unprotect(closed);
            var end = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes));
            state = end > time.GetUtcNow() ? new(Encoding.UTF8.GetString(bytes.AsSpan(HeaderBytes)), SHA256.HashData(bytes), end) : null;
            return state is not null;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private IDataProtector Protector(PasskeyCeremony ceremony) => protection.CreateProtector("Cloakroom.Passkeys", ceremony.ToString());
}

/// <summary>What a passkey is asked for. What was begun as one cannot be finished as the other.</summary>
internal enum PasskeyCeremony
{
    Login,
    Registration,
}

/// <summary>A state that was brought back in time.</summary>
/// <param name="Text">As Identity made it.</param>
/// <param name="Digest">Its name among those that were used.</param>
/// <param name="EndsAt">When it will not be taken any more, used or not.</param>
internal sealed record PasskeyState(string Text, byte[] Digest, DateTimeOffset EndsAt);
