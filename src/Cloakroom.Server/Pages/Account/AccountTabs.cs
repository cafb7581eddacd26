namespace Cloakroom.Server.Pages.Account;

/// <summary>The pages of one's account, in the order of the tabs. A page of another feature adds its line here.</summary>
internal static class AccountTabs
{
    public static IReadOnlyList<AccountTab> All { get; } =
    [
        new("/account", "Profile"),
        new("/account/password", "Password"),
        new("/account/email", "Address"),
        new("/account/passkeys", "Passkeys"),
        new("/account/sessions", "Devices"),
        new("/account/factors", "Second factor"),
        new("/account/logins", "Other logins"),
        new("/account/data", "Data"),
    ];
}

/// <summary>One tab.</summary>
/// <param name="Path">Its address.</param>
/// <param name="Name">In English; translated where it is shown.</param>
internal sealed record AccountTab(string Path, string Name);
