using Cloakroom.Server.External;
using Microsoft.AspNetCore.Authorization;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Which logins elsewhere open this account; to link one, and to unlink it.</summary>
[Authorize]
internal sealed class LoginsModel(ExternalProviders providers, ExternalLinks links, PendingLink pending) : VisitorPage
{
    public IReadOnlyList<LinkedLogin> Logins { get; private set; } = [];

    /// <summary>A login that this person made elsewhere a moment ago, and that waits for their word.</summary>
    public WaitingLogin? Waiting { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> linked = await links.ListAsync(Viewer?.UserId ?? "", cancellationToken);
        Logins = [.. providers.All.Select(p => new LinkedLogin(p.Name, p.Title, linked.Contains(p.Key, StringComparer.Ordinal)))];
        Waiting = pending.Find(Request) is { Email: { } email } identity && providers.FindByKey(identity.Provider) is { } provider && !linked.Contains(provider.Key, StringComparer.Ordinal)
            ? new(provider, email.Text) : null;
    }
}

/// <summary>A provider, and whether it opens this account.</summary>
internal sealed record LinkedLogin(string Name, string Title, bool IsLinked);

/// <summary>Who somebody is elsewhere.</summary>
internal sealed record WaitingLogin(ExternalProvider Provider, string Email)
{
    /// <summary>Prints no address.</summary>
    public override string ToString() => $"WaitingLogin({Provider.Name})";
}
