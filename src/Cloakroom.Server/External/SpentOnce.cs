using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.External;

/// <summary>What may be used once, on whichever node: flows, tokens of logout. Kept as digests, until they would not be accepted any more.</summary>
internal sealed class SpentOnce(AccountsDatabase database, TimeProvider time)
{
    private const int SweepEvery = 64;

    private int _spent;

    /// <summary>True for the first who spends it.</summary>
    /// <param name="kind">Keeps things of different kinds apart.</param>
    /// <param name="what">The thing itself.</param>
    /// <param name="until">When it is refused anyway.</param>
    public bool TrySpend(string kind, string what, DateTimeOffset until)
    {
        using DbConnection connection = database.OpenQuick();
        if (Interlocked.Increment(ref _spent) % SweepEvery == 1)
        {
            connection.Run("DELETE FROM external_spent WHERE ExpiresAt < $1", time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        return connection.Run(
            "INSERT INTO external_spent (Digest, ExpiresAt) VALUES ($1, $2) ON CONFLICT (Digest) DO NOTHING", Digest(kind, what), until.ToUnixTimeMilliseconds()) == 1;
    }

    /// <summary>Whether it was spent before.</summary>
    public bool IsSpent(string kind, string what)
    {
        using DbConnection connection = database.OpenQuick();
        return connection.Scalar("SELECT 1 FROM external_spent WHERE Digest = $1", Digest(kind, what)) is not null;
    }

    private static byte[] Digest(string kind, string what) => SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\0{what}"));
}
