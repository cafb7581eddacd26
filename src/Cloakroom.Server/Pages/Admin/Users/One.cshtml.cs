using Cloakroom.Server.Admin;
using Cloakroom.Server.Events;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Pages.Admin.Users;

/// <summary>One account: what it is, where it is logged in, what happened to it, and what can be done about it.</summary>
internal sealed class OneModel(AccountList accounts, LiveSessions sessions, EventReader events, FactorReset factors) : AdminPage
{
    private const int Latest = 20;

    private AccountRow? _account;

    public AccountRow Account => _account ?? throw new InvalidOperationException("There is no account to show.");

    public int Passkeys { get; private set; }

    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public IReadOnlyList<RecordedEvent> Events { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Addresses { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        _account = await accounts.FindAsync(id, cancellationToken);
        if (_account is null)
        {
            return NotFound();
        }

        Passkeys = await factors.CountPasskeysAsync(id, cancellationToken);
        Sessions = await sessions.OfAsync(id, cancellationToken);
        Events = events.Read(new() { Account = id }, Latest);
        Addresses = await accounts.AddressesAsync(Events.SelectMany(e => new[] { e.What.Account, e.What.Actor }).OfType<string>(), cancellationToken);
        return Page();
    }
}
