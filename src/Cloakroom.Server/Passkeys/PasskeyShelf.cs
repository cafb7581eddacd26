using System.Buffers.Text;
using System.Data.Common;
using Cloakroom.Keys;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.External;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cloakroom.Server.Passkeys;

/// <summary>The passkeys of one account: its owner lists, names and removes them.</summary>
internal sealed class PasskeyShelf(AccountsContext database, PasskeyRecords records, ExternalLinks links, ExternalProviders providers)
{
    public async Task<IReadOnlyList<ListedPasskey>> ListAsync(string accountId, CancellationToken cancellationToken)
    {
        IdentityUserPasskey<string>[] passkeys = await database.UserPasskeys.AsNoTracking().Where(p => p.UserId == accountId).ToArrayAsync(cancellationToken);
        Dictionary<string, DateTimeOffset> uses = await UsesAsync(accountId, cancellationToken);
        return
        [
            .. passkeys.OrderBy(p => p.Data.CreatedAt).Select(p => (Id: Base64Url.EncodeToString(p.CredentialId), p.Data)).Select(p => new ListedPasskey(
                p.Id, p.Data.Name ?? "", p.Data.CreatedAt, uses.TryGetValue(p.Id, out DateTimeOffset used) ? used : null, p.Data.IsBackedUp)),
        ];
    }

    /// <summary>False when there is none of this ID.</summary>
    public async Task<bool> RenameAsync(string accountId, string id, string name)
    {
        if (Decode(id) is not { } credentialId)
        {
            return false;
        }

        await using IDbContextTransaction transaction = await records.BeginAsync(accountId);
        if (await records.FindAsync(accountId, credentialId) is not { } passkey)
        {
            return false;
        }

        passkey.Data.Name = name;
        await database.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    }

    /// <summary>The name of what was removed, or the refusal; exactly one of the two.</summary>
    public async Task<(string? Removed, Refusal? Refusal)> RemoveAsync(string accountId, string id)
    {
        if (Decode(id) is not { } credentialId)
        {
            return (null, Refusal.Because(Reason.NotFound));
        }

        await using IDbContextTransaction transaction = await records.BeginAsync(accountId);
        if (await records.FindAsync(accountId, credentialId) is not { } passkey)
        {
            return (null, Refusal.Because(Reason.NotFound));
        }

        if (!await HasAnotherWayInAsync(accountId, credentialId))
        {
            return (null, Refusal.Because(Reason.LastWayIn));
        }

        database.UserPasskeys.Remove(passkey);
        await database.SaveChangesAsync();
        await transaction.CommitAsync();
        return (passkey.Data.Name ?? "", null);
    }

    // An account that was made by logging in elsewhere may have no password; and a provider that is not in the settings lets nobody in.
    private async Task<bool> HasAnotherWayInAsync(string accountId, byte[] credentialId) =>
        await database.Users.AnyAsync(a => a.Id == accountId && !string.IsNullOrEmpty(a.PasswordHash))
        || await database.UserPasskeys.AnyAsync(p => p.UserId == accountId && p.CredentialId != credentialId)
        || (await links.ListAsync(accountId, CancellationToken.None)).Any(l => providers.FindByKey(l) is not null);

    private async Task<Dictionary<string, DateTimeOffset>> UsesAsync(string accountId, CancellationToken cancellationToken)
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using DbCommand command = database.Database.GetDbConnection().Prepare(
                """
                SELECT u.CredentialId, u.UsedAt FROM passkey_uses u JOIN account_passkeys p ON p."CredentialId" = u.CredentialId WHERE p."UserId" = $1
                """, accountId);
            await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            var uses = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellationToken))
            {
                uses.Add(Base64Url.EncodeToString(reader.GetFieldValue<byte[]>(0)), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)));
            }

            return uses;
        }
        finally
        {
            await database.Database.CloseConnectionAsync();
        }
    }

    private static byte[]? Decode(string id) => id.Length > 0 ? Base64UrlText.TryDecode(id) : null;
}
