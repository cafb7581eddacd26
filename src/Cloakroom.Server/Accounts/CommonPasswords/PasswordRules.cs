using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// What a new password of this server must be: the policy that holds everywhere, and what only this server knows, its name and the list that
/// its owner brought (<c>Accounts:CommonPasswords</c>).
/// </summary>
internal sealed class PasswordRules(ServerOptions options, Deployment deployment)
{
    // Read when the first password is set; again at the next one if that failed.
    private readonly Lazy<PasswordList?> _own = new(
        () => options.CommonPasswords is { } file ? PasswordList.Of(File.ReadLines(file)) : null, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Why the password will not do, for the person who typed it; null when it will. Cheap: belongs before hashing.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="address">The address of the account.</param>
    /// <param name="hasFactor">Whether the account has a second factor. Default: no.</param>
    public string? Refuse(string password, EmailAddress address, bool hasFactor = false) =>
        PasswordPolicy.Refuse(password, address, hasFactor)
        ?? (PasswordPolicy.IsMadeOf(password, SiteNames(deployment.Origin.Url.IdnHost), PasswordPolicy.Least(hasFactor)) ? "Do not build the password from the name of this site; use words that only you would put together."
            : _own.Value is { } own && own.Contains(password) ? PasswordPolicy.IsCommon
            : null);

    /// <summary>The name of the program, the host, and its parts but the last: <c>shop.example.org</c> is also SHOP and EXAMPLE.</summary>
    public static IReadOnlyList<string> SiteNames(string host)
    {
        string[] labels = host.Split('.');
        return [host, .. labels.Length == 1 ? labels : labels[..^1].Where(l => l.Length > 3), "Cloakroom"];
    }
}
