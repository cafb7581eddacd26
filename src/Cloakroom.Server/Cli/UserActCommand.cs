using System.Text.Json.Serialization;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Admin;
using Cloakroom.Server.Events;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Cli;

/// <summary><c>users disable</c>, <c>users enable</c> and <c>users role</c>: first the account, then its live sessions, as the pages of administrators do it.</summary>
internal static class UserActCommand
{
    public static async Task DisableAsync(Arguments arguments, string address, TextWriter output)
    {
        await using var place = new Workplace(arguments);
        ActOutcome.Done done = await ActAsync(place, address, EventKind.Disabled, (acts, id) => acts.DisableAsync(id, CancellationToken.None));
        int ended = place.Sessions is { } store
            ? (await store.DeleteUserAsync(new(done.User.Id, Except: null, EndReason.UserDisabled), CancellationToken.None)).Count : 0;
        Printer.Print(output, arguments, [new DisabledLine(done.User.Id, done.User.Email ?? "", ended)]);
    }

    public static async Task EnableAsync(Arguments arguments, string address, TextWriter output)
    {
        await using var place = new Workplace(arguments);
        ActOutcome.Done done = await ActAsync(place, address, EventKind.Enabled, (acts, id) => acts.EnableAsync(id, CancellationToken.None));
        Printer.Print(output, arguments, [new EnabledLine(done.User.Id, done.User.Email ?? "")]);
    }

    public static async Task SetRoleAsync(Arguments arguments, string address, string role, bool isAdded, TextWriter output)
    {
        await using var place = new Workplace(arguments);
        string[] one = [role];
        ActOutcome.Done done = await ActAsync(place, address, EventKind.RolesChanged, (acts, id) =>
            acts.SetRolesAsync(id, old => isAdded ? old.Union(one, StringComparer.Ordinal) : old.Except(one, StringComparer.Ordinal), CancellationToken.None));
        int changed = place.Sessions is { } store && !done.IsDisabled ? await UpdateAsync(store, done.User, place.Get<TimeProvider>()) : 0;
        Printer.Print(output, arguments, [new RolesLine(done.User.Id, done.User.Email ?? "", [.. done.User.Roles], changed)]);
    }

    private static async Task<ActOutcome.Done> ActAsync(Workplace place, string address, string kind, Func<AccountActs, string, Task<ActOutcome>> act)
    {
        Account account = await place.FindAsync(address);
        switch (await act(place.Get<AccountActs>(), account.Id))
        {
            case ActOutcome.Done done:
                if (done.Change.Length > 0)
                {
                    await place.Get<EventDesk>().RecordAsync(kind, account.Id, kind == EventKind.RolesChanged ? done.Change : null);
                }

                return done;
            case ActOutcome.Refused { Refusal: var refusal }:
                throw new StartRefusedException(refusal.Sentence);
            case var other:
                throw new InvalidOperationException($"Unknown outcome {other}.");
        }
    }

    // The store tells running servers, and they their verifiers.
    private static async Task<int> UpdateAsync(ISessionStore store, SessionUser user, TimeProvider time) => await UserUpdate.RunAsync(
        async () => [.. (await store.ListAsync(user.Id, CancellationToken.None)).Where(s => SessionPolicy.Refuse(s, time.GetUtcNow()) is null)],
        session => store.UpdateAsync(new(session), CancellationToken.None), user);

    private sealed record DisabledLine(string Id, string Email, int SessionsEnded) : ILine
    {
        [JsonIgnore]
        public string Text => $"{Email} is disabled; sessions ended: {SessionsEnded}";
    }

    private sealed record EnabledLine(string Id, string Email) : ILine
    {
        [JsonIgnore]
        public string Text => $"{Email} may log in again";
    }

    private sealed record RolesLine(string Id, string Email, string[] Roles, int SessionsChanged) : ILine
    {
        [JsonIgnore]
        public string Text => $"{Email} has {(Roles.Length == 0 ? "no role" : string.Join(',', Roles))}; sessions changed: {SessionsChanged}";
    }
}
