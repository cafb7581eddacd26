using System.Data.Common;
using System.Security.Cryptography;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Throttling;

/// <summary>
/// The browsers that accounts have logged in with, known by a cookie that the account's secret signs. Kept is the secret alone: no list of
/// devices. A new password leaves them known; <see cref="Forget"/> does not.
/// </summary>
internal sealed class Devices(AccountsDatabase database, TimeProvider time)
{
    // No account has this ID. Unknown names are looked up and compared like known ones (promise Q50).
    private const string Nobody = "";

    private readonly byte[] _nobodysSecret = RandomNumberGenerator.GetBytes(Device.SecretSize);

    /// <summary>The one of these devices that this account has logged in with; null for none, and for an unknown account.</summary>
    public Device? Find(IReadOnlyList<Device> shown, string? accountId) => Find(shown, accountId ?? Nobody, Secret(accountId ?? Nobody));

    /// <summary>
    /// To be called when somebody has logged in, in whatever way and to the end: the browser is known from now on. Tells whether it was
    /// unknown, and the account was used before elsewhere.
    /// </summary>
    /// <param name="context">The request that logs in.</param>
    /// <param name="accountId">Who.</param>
    /// <param name="keepsCookies">False for a program that was given tokens: it is looked at, and gets no cookie.</param>
    public bool Greet(HttpContext context, string accountId, bool keepsCookies = true)
    {
        byte[]? before = Secret(accountId);
        byte[] secret = before ?? MakeSecret(accountId);
        IReadOnlyList<Device> shown = DeviceCookie.Read(context);
        Device? known = Find(shown, accountId, secret);
        if (keepsCookies)
        {
            Device device = known?.Renewed(accountId, secret, time.GetUtcNow()) ?? Device.New(accountId, secret, time.GetUtcNow());
            DeviceCookie.Write(context, device, shown.Where(d => d != known));
        }

        return known is null && before is not null;
    }

    /// <summary>From now on no browser is known to this account: its owner says that a login was somebody else's.</summary>
    public void Forget(string accountId)
    {
        using DbConnection connection = database.OpenQuick();
        connection.Run("UPDATE account_devices SET Secret = $2 WHERE AccountId = $1", accountId, RandomNumberGenerator.GetBytes(Device.SecretSize));
    }

    private Device? Find(IReadOnlyList<Device> shown, string accountId, byte[]? secret)
    {
        // All of them, whichever is the right one.
        Device[] own = [.. shown.Where(d => d.IsOf(accountId, secret ?? _nobodysSecret, time.GetUtcNow()))];
        return own.FirstOrDefault();
    }

    private byte[]? Secret(string accountId)
    {
        using DbConnection connection = database.OpenQuick();
        return Secret(connection, accountId);
    }

    // Of two first logins at once one makes it.
    private byte[] MakeSecret(string accountId)
    {
        using DbConnection connection = database.OpenQuick();
        connection.Run(
            "INSERT INTO account_devices (AccountId, Secret) VALUES ($1, $2) ON CONFLICT (AccountId) DO NOTHING",
            accountId, RandomNumberGenerator.GetBytes(Device.SecretSize));
        return Secret(connection, accountId) ?? _nobodysSecret;
    }

    private static byte[]? Secret(DbConnection connection, string accountId) =>
        connection.Scalar("SELECT Secret FROM account_devices WHERE AccountId = $1", accountId) as byte[];
}
