using Cloakroom.Cookies;
using Cloakroom.Server.Pages;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Who may make an account. On the own machine everybody, and the first is administrator. Where the public can reach the server nobody
/// unless it was asked for, and never the first: whoever came first would own it. That one is made on the command line.
/// </summary>
internal sealed class RegistrationRule(ServerOptions options, Deployment deployment, AccountsDatabase accounts) : IRegistration
{
    // Accounts are disabled, never removed: once there is one, there always is.
    private volatile bool _hasAccounts;

    public ValueTask<RegistrationState> StateAsync(CancellationToken cancellationToken) => new(State());

    public RegistrationState State() =>
        !options.RegistrationIsOpen(deployment.Origin) ? RegistrationState.Closed
        : HasAccounts() ? RegistrationState.Open
        : PublicOrigin.IsLoopback(deployment.Origin.Url.IdnHost) ? RegistrationState.First
        : RegistrationState.Closed;

    public bool HasAccounts() => _hasAccounts || (_hasAccounts = !accounts.IsEmpty());
}
