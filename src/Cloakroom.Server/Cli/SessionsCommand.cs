using System.Text.Json.Serialization;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Cloakroom.Server.Settings;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Cli;

/// <summary><c>sessions list</c> and <c>sessions revoke</c>.</summary>
internal static class SessionsCommand
{
    public static async Task ListAsync(Arguments arguments, string? address, TextWriter output)
    {
        await using var place = new Workplace(arguments);
        List<Session> sessions = await SessionsAsync(place, address);
        Printer.Print(output, arguments, sessions.Select(s => new SessionLine(
            s.Handle.ToString(), s.UserId, s.User.Email, s.Device,
            Printer.Time(s.CreatedAt.ToUnixTimeMilliseconds()), Printer.Time(s.LastSeenAt.ToUnixTimeMilliseconds()), Printer.Time(s.ExpiresAt.ToUnixTimeMilliseconds()))));
    }

    public static async Task RevokeAsync(Arguments arguments, string which, TextWriter output)
    {
        await using var place = new Workplace(arguments);
        ISessionStore store = place.RequireSessions();
        bool all = which.Contains('@', StringComparison.Ordinal);
        List<Session> chosen = await SessionsAsync(place, all ? which : null);
        int ended = 0;
        foreach (Session session in chosen.Where(s => all || s.Handle.ToString() == which))
        {
            ended += await store.DeleteAsync(new(session.Digest, EndReason.Revoked), CancellationToken.None) == Applied.Done ? 1 : 0;
        }

        if (ended == 0 && !all)
        {
            throw new StartRefusedException("There is no live session with that handle; sessions list shows all.");
        }

        if (chosen.Find(s => all || s.Handle.ToString() == which) is { } one)
        {
            await NoteAsync(place, one.UserId, ended);
        }

        Printer.Print(output, arguments, [new RevokedLine(ended)]);
    }

    /// <summary>Ends everybody's sessions, and what was about to log in with a password checked before.</summary>
    public static async Task RevokeAllAsync(Arguments arguments, TextWriter output)
    {
        await using var place = new Workplace(arguments);
        ISessionStore store = place.RequireSessions();
        DateTimeOffset now = place.Get<TimeProvider>().GetUtcNow();
        int ended = 0;
        foreach (string user in await place.Accounts.Users.Select(a => a.Id).ToListAsync())
        {
            ended += (await store.DeleteUserAsync(new(user, Except: null, EndReason.Revoked) { At = now }, CancellationToken.None)).Count;
        }

        await NoteAsync(place, account: null, ended);
        Printer.Print(output, arguments, [new RevokedLine(ended)]);
    }

    private static ValueTask NoteAsync(Workplace place, string? account, int ended) =>
        place.Get<EventDesk>().RecordAsync(EventKind.Revoke, account, $"{ended} sessions{(account is null ? ", of everybody" : "")}");

    private static async Task<List<Session>> SessionsAsync(Workplace place, string? address)
    {
        ISessionStore store = place.RequireSessions();
        DateTimeOffset now = place.Get<TimeProvider>().GetUtcNow();
        List<string> users = address is null
            ? await place.Accounts.Users.Select(a => a.Id).ToListAsync() : [(await place.FindAsync(address)).Id];
        var live = new List<Session>();
        foreach (string user in users)
        {
            live.AddRange((await store.ListAsync(user, CancellationToken.None)).Where(s => SessionPolicy.Refuse(s, now) is null));
        }

        return live;
    }

    private sealed record SessionLine(string Id, string UserId, string? Email, string Device, string CreatedAt, string LastSeenAt, string ExpiresAt) : ILine
    {
        [JsonIgnore]
        public string Text => $"{Id}  {LastSeenAt}  {Email}  {Device}";
    }

    private sealed record RevokedLine(int SessionsEnded) : ILine
    {
        [JsonIgnore]
        public string Text => $"sessions ended: {SessionsEnded}";
    }
}
