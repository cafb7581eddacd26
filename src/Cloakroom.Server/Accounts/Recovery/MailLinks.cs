using System.Data.Common;

namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>The links that were sent. Each works once, also when it is used many times at the same moment: whoever deletes the row has won.</summary>
internal sealed class MailLinks(AccountsDatabase database, TimeProvider time)
{
    /// <summary>Makes a link, just before it is sent.</summary>
    public LinkSecret Add(MailLink link)
    {
        var secret = LinkSecret.New();
        using DbConnection connection = database.OpenQuick();
        connection.Run("DELETE FROM mail_links WHERE expires < $1", Now());
        connection.Run(
            "INSERT INTO mail_links (digest, purpose, account, address, payload, expires) VALUES ($1, $2, $3, $4, $5, $6)",
            secret.Digest, link.Purpose, link.Group, link.Address, link.Payload, Now() + (long)LinkPurpose.Lifetime(link.Purpose).TotalMilliseconds);
        return secret;
    }

    /// <summary>What the link is good for; null when it was used, has expired, was replaced or never was. It stays usable.</summary>
    public MailLink? Find(LinkSecret secret)
    {
        using DbConnection connection = database.OpenQuick();
        using DbCommand command = connection.Prepare("SELECT purpose, account, address, payload, expires FROM mail_links WHERE digest = $1 AND expires > $2", secret.Digest, Now());
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read() ? new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)) { Expires = reader.GetInt64(4) } : null;
    }

    /// <summary>Uses the link up; false when somebody else was faster. Holds once the transaction is committed.</summary>
    public bool Use(DbConnection connection, LinkSecret secret) =>
        connection.Run("DELETE FROM mail_links WHERE digest = $1 AND expires > $2", secret.Digest, Now()) == 1;

    /// <summary>Ends all links of an account but those that undo: these protect the owner from whoever is at it.</summary>
    public static void EndAll(DbConnection connection, string group) =>
        connection.Run("DELETE FROM mail_links WHERE account = $1 AND purpose <> $2", group, LinkPurpose.Undo);

    /// <summary>The same, by itself.</summary>
    public void EndAll(string group)
    {
        using DbConnection connection = database.OpenQuick();
        EndAll(connection, group);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
