using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts;

/// <summary>The accounts as Entity Framework sees them. The tables themselves are made by <see cref="AccountsSchema"/>; a test compares the two.</summary>
internal sealed class AccountsContext(DbContextOptions<AccountsContext> options) : IdentityDbContext<Account, IdentityRole, string>(options)
{
    /// <summary>Whether somebody else is an administrator who can log in: there always is one, whoever leaves.</summary>
    public Task<bool> HasOtherAdministratorAsync(string id, CancellationToken cancellationToken) => UserRoles
        .Join(Roles.Where(r => r.Name == Account.AdminRole), u => u.RoleId, r => r.Id, (u, _) => u.UserId)
        .Join(Users.Where(a => a.DisabledAt == null && a.Id != id), u => u, a => a.Id, (_, a) => a.Id)
        .AnyAsync(cancellationToken);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Account>(a =>
        {
            a.ToTable("accounts");
            a.HasIndex(u => u.NormalizedEmail).IsUnique();
        });
        builder.Entity<IdentityRole>().ToTable("roles");
        builder.Entity<IdentityUserRole<string>>().ToTable("account_roles");
        builder.Entity<IdentityUserClaim<string>>().ToTable("account_claims");
        builder.Entity<IdentityUserLogin<string>>().ToTable("account_logins");
        builder.Entity<IdentityUserToken<string>>().ToTable("account_tokens");
        builder.Entity<IdentityRoleClaim<string>>().ToTable("role_claims");
        builder.Entity<IdentityUserPasskey<string>>().ToTable("account_passkeys");
    }
}
