using System.Globalization;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Admin;

/// <summary>Reads which events are wanted from the query of an address, as the form on the page writes it.</summary>
internal sealed class EventFilter(AccountsContext database)
{
    public const string Rule = "The filters are kind, account (an address or an ID), from and to (days such as 2026-01-31, or times in RFC 3339), and before (a number).";

    /// <summary>Null when something is in no form that can be read.</summary>
    public async Task<EventQuery?> ReadAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        if (!TryTime(query["from"], TimeSpan.Zero, out DateTimeOffset? from) || !TryTime(query["to"], TimeSpan.FromDays(1), out DateTimeOffset? to)
            || !TryNumber(query["before"], out long? before) || query.Any(q => q.Value.Count > 1))
        {
            return null;
        }

        string kind = query["kind"].ToString();
        return new() { Kind = kind.Length == 0 ? null : kind, Account = await AccountAsync(query["account"].ToString().Trim(), cancellationToken), From = from, To = to, Before = before };
    }

    // An address that nobody has is kept as it is: then nothing is found.
    private async Task<string?> AccountAsync(string text, CancellationToken cancellationToken) =>
        text.Length == 0 ? null
        : EmailAddress.TryParse(text, out EmailAddress? address)
            ? await database.Users.Where(a => a.NormalizedEmail == address.Normalized).Select(a => a.Id).SingleOrDefaultAsync(cancellationToken) ?? text
        : text;

    // A day as the end of a span is in it.
    private static bool TryTime(string? text, TimeSpan whole, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            time = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) + whole;
            return true;
        }

        bool isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset exact);
        time = isTime ? exact : null;
        return isTime;
    }

    private static bool TryNumber(string? text, out long? number)
    {
        bool isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long read);
        number = isNumber ? read : null;
        return isNumber || string.IsNullOrEmpty(text);
    }
}
