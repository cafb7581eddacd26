using Cloakroom.Server.Pages.Account;

namespace Cloakroom.Server.Pages.Admin;

/// <summary>The pages of administrators, in the order of the tabs.</summary>
internal static class AdminTabs
{
    public static IReadOnlyList<AccountTab> All { get; } =
    [
        new("/admin", "Overview"),
        new("/admin/users", "Users"),
        new("/admin/sessions", "Sessions"),
        new("/admin/keys", "Keys"),
        new("/admin/events", "Events"),
    ];
}
