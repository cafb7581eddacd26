using System.Text;
using Cloakroom.Keys;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>
/// How the secret of an authenticator app lies in the database: encrypted with <c>Keys:Secret</c> where that is set, as it is where it is not.
/// A key that lay beside it would protect nothing, and one in the store of the sessions would be lost with them.
/// </summary>
/// <remarks>Byte 0 is 0 for a secret as it is, or 1 for one that is sealed (<see cref="KeySecret"/>) under the ID of the account; then the secret.</remarks>
internal sealed class FactorVault(KeySecret? key)
{
    private const byte Plain = 0, Sealed = 1;

    public byte[] Close(byte[] secret, string accountId) =>
        key is null ? [Plain, .. secret] : [Sealed, .. key.Seal(secret, NameOf(accountId))];

    /// <summary>The secret; null when it was closed with another key, for another account, or is damaged.</summary>
    public byte[]? TryOpen(byte[] kept, string accountId)
    {
        byte[]? secret = kept switch
        {
            [Plain, ..] => kept[1..],
            [Sealed, ..] => key?.TryOpen(kept.AsSpan(1), NameOf(accountId)),
            _ => null,
        };
        return secret?.Length == Totp.SecretBytes ? secret : null;
    }

    // A row that is copied to another account does not open there; neither does a signing key.
    private static byte[] NameOf(string accountId) => Encoding.UTF8.GetBytes($"authenticator of {accountId}");
}
