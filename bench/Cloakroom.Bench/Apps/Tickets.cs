using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Cloakroom.Bench.Apps;

/// <summary>Tickets in this process.</summary>
internal sealed class MemoryTickets : ITicketStore
{
    private readonly ConcurrentDictionary<string, AuthenticationTicket> _tickets = new(StringComparer.Ordinal);

    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        string key = RandomNumberGenerator.GetHexString(64);
        _tickets[key] = ticket;
        return Task.FromResult(key);
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        _tickets[key] = ticket;
        return Task.CompletedTask;
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => Task.FromResult(_tickets.GetValueOrDefault(key));

    public Task RemoveAsync(string key)
    {
        _tickets.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}

/// <summary>Tickets in Redis, as the framework serializes them.</summary>
internal sealed class RedisTickets(RedisValues redis) : ITicketStore
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        string key = RandomNumberGenerator.GetHexString(64);
        await RenewAsync(key, ticket);
        return key;
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => redis.SetAsync(key, TicketSerializer.Default.Serialize(ticket), Lifetime);

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        await redis.GetAsync(key) is { } bytes ? TicketSerializer.Default.Deserialize(bytes) : null;

    public Task RemoveAsync(string key) => redis.RemoveAsync(key);
}
