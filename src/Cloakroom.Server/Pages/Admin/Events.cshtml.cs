using Cloakroom.Server.Admin;
using Cloakroom.Server.Events;

namespace Cloakroom.Server.Pages.Admin;

/// <summary>The log of what happened to accounts.</summary>
internal sealed class EventsModel(EventFilter filter, EventReader reader, AccountList accounts) : AdminPage
{
    public string Kind => Request.Query["kind"].ToString();

    public string Account => Request.Query["account"].ToString();

    public string From => Request.Query["from"].ToString();

    public string To => Request.Query["to"].ToString();

    public IReadOnlyList<RecordedEvent> Events { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Addresses { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where the next page begins; null where there is none.</summary>
    public long? Next { get; private set; }

    /// <summary>The filters as part of a link.</summary>
    public string Query =>
        $"?kind={Uri.EscapeDataString(Kind)}&account={Uri.EscapeDataString(Account)}&from={Uri.EscapeDataString(From)}&to={Uri.EscapeDataString(To)}";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (await filter.ReadAsync(Request.Query, cancellationToken) is not { } query)
        {
            Notice = Pages.Notice.From(Reason.InvalidRequest);
            return;
        }

        Events = reader.Read(query, EventEndpoints.PageSize);
        Next = Events.Count == EventEndpoints.PageSize ? Events[^1].Id : null;
        Addresses = await accounts.AddressesAsync(Events.SelectMany(e => new[] { e.What.Account, e.What.Actor }).OfType<string>(), cancellationToken);
    }
}
