using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Cloakroom.Server.Accounts;

/// <summary>A person's account. The ID is random and says nothing; the address may change, the ID never does.</summary>
internal sealed class Account : IdentityUser
{
    /// <summary>The role of the first account.</summary>
    public const string AdminRole = "admin";

    /// <summary>For Entity Framework.</summary>
    public Account()
    {
    }

    public Account(EmailAddress address, string? passwordHash, DateTimeOffset now)
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        SecurityStamp = NewStamp();
        (UserName, Email, PasswordHash, CreatedAt) = (address.Text, address.Text, passwordHash, now.ToUnixTimeMilliseconds());
    }

    /// <summary>Unix time in milliseconds.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Unix time in milliseconds; null while the account may be used.</summary>
    public long? DisabledAt { get; set; }

    /// <summary>What changes with every change of the account, so that two changes at once are noticed.</summary>
    public static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
