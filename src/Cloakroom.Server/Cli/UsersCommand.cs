using System.Text.Json.Serialization;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Cli;

/// <summary><c>users list</c> and <c>users add</c>.</summary>
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

    private sealed record UserLine(string Id, string Email, string[] Roles, string CreatedAt, string? DisabledAt) : ILine
    {
        [JsonIgnore]
        public string Text => $"{Id}  {CreatedAt}  {Email}{(Roles.Length > 0 ? $"  {string.Join(',', Roles)}" : "")}{(DisabledAt is null ? "" : $"  disabled {DisabledAt}")}";
    }
}
