using System.Buffers.Text;
using System.Text;
using Cloakroom.Server.Passkeys;
using Microsoft.AspNetCore.Authorization;

namespace Cloakroom.Server.Pages.Account;

/// <summary>The passkeys of an account. To add one needs a script; naming and removing work without.</summary>
[Authorize]
internal sealed class PasskeysModel(PasskeyShelf shelf, PasskeySite site) : VisitorPage
{
    public IReadOnlyList<ListedPasskey> Passkeys { get; private set; } = [];

    public PasskeySite Site => site;

    public bool IsFull => Passkeys.Count >= PasskeyRegistration.MaxPerAccount;

    /// <summary>The account as authenticators know it (Web Authentication Level 3, 5.1.10).</summary>
    public string UserHandle => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Viewer?.UserId ?? ""));

    public async Task OnGetAsync(CancellationToken cancellationToken) => Passkeys = await shelf.ListAsync(Viewer?.UserId ?? "", cancellationToken);
}
