namespace Cloakroom.Server.Events;

/// <summary>The names of what can happen. They are stable: filters, exports and receivers of webhooks rely on them.</summary>
internal static class EventKind
{
    public const string Login = "login";
    public const string LoginFailed = "login_failed";
    public const string Logout = "logout";
    public const string Register = "register";
    public const string Revoke = "revoke";
    public const string NewDevice = "new_device";
    public const string NotMe = "not_me";
    public const string PasswordChanged = "password_changed";
    public const string PasswordReset = "password_reset";
    public const string EmailChanged = "email_changed";
    public const string EmailConfirmed = "email_confirmed";
    public const string FactorAdded = "factor_added";
    public const string FactorRemoved = "factor_removed";
    public const string RecoveryCodesMade = "recovery_codes_made";
    public const string RecoveryCodeUsed = "recovery_code_used";
    public const string PasskeyAdded = "passkey_added";
    public const string PasskeyRemoved = "passkey_removed";
    public const string ExternalLinked = "external_linked";
    public const string ExternalUnlinked = "external_unlinked";
    public const string RolesChanged = "roles_changed";
    public const string Disabled = "disabled";
    public const string Enabled = "enabled";
    public const string Deleted = "deleted";
    public const string KeysRotated = "keys_rotated";
    public const string Refused = "refused";

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(EventKind).GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
            .Where(f => f.IsLiteral).Select(f => (string?)f.GetRawConstantValue() ?? "").Order(StringComparer.Ordinal),
    ];
}
