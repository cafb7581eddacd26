using System.Text.Json.Serialization;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Cli;

/// <summary><c>users list</c>, <c>users add</c>, <c>users disable</c>.</summary>
internal static class UsersCommand
{
    public static async Task ListAsync(Arguments arguments, TextWriter output)
    {
        await using var place = new Workplace(arguments);
        AccountsContext database = place.Accounts;
        List<Account> accounts = await database.Users.AsNoTracking().OrderBy(a => a.CreatedAt).ThenBy(a => a.Id).ToListAsync();
        ILookup<string, string> roles = (await database.UserRoles
            .Join(database.Roles, r => r.RoleId, r => r.Id, (user, role) => new { user.UserId, role.Name }).ToListAsync())
            .ToLookup(r => r.UserId, r => r.Name ?? "", StringComparer.Ordinal);
        Printer.Print(output, arguments, accounts.Select(a => new UserLine(
            a.Id, a.Email ?? "", [.. roles[a.Id].Order(StringComparer.Ordinal)], Printer.Time(a.CreatedAt), a.DisabledAt is { } at ? Printer.Time(at) : null)));
    }

    public static async Task AddAsync(Arguments arguments, string address, TextReader input, TextWriter output)
    {
        if (!EmailAddress.TryParse(address, out EmailAddress? email))
        {
            throw new StartRefusedException("That is not an address such as name@example.org.");
        }

        await using var place = new Workplace(arguments);
        string password = await PasswordPrompt.ReadAsync(input, output);
        switch (await place.Get<Registration>().AddAsync(email, password, arguments.Switches.Contains("admin"), CancellationToken.None))
        {
            case RegistrationOutcome.Registered { User: var user }:
                Printer.Print(output, arguments, [new UserLine(user.Id, email.Text, [.. user.Roles], Printer.Time(place.Get<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds()), DisabledAt: null)]);
                break;
            case RegistrationOutcome.Refused { Refusal: var refusal }:
                throw new StartRefusedException(refusal.Sentence);
            default:
                break;
        }
    }

    // First the mark, then the sessions: a login in between sees the mark (AccountEndpoints).
    public static async Task DisableAsync(Arguments arguments, string address, TextWriter output)
    {
        await using var place = new Workplace(arguments);
        Account account = await place.FindAsync(address);
        account.DisabledAt ??= place.Get<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        await place.Accounts.SaveChangesAsync();
        int ended = place.Sessions is { } store
            ? (await store.DeleteUserAsync(new(account.Id, Except: null, EndReason.UserDisabled), CancellationToken.None)).Count : 0;
        Printer.Print(output, arguments, [new DisabledLine(account.Id, account.Email ?? "", ended)]);
    }

    private sealed record UserLine(string Id, string Email, string[] Roles, string CreatedAt, string? DisabledAt) : ILine
    {
        [JsonIgnore]
        public string Text => $"{Id}  {CreatedAt}  {Email}{(Roles.Length > 0 ? $"  {string.Join(',', Roles)}" : "")}{(DisabledAt is null ? "" : $"  disabled {DisabledAt}")}";
    }

    private sealed record DisabledLine(string Id, string Email, int SessionsEnded) : ILine
    {
        [JsonIgnore]
        public string Text => $"{Email} is disabled; sessions ended: {SessionsEnded}";
    }
}
