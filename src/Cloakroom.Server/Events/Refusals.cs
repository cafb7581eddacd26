using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cloakroom.Server.Events;

/// <summary>
/// Writes down what the defences refused: requests of other sites, forged tokens, what somebody may not do, tries that are too many (ASVS
/// 16.3.2, 16.3.3). Anybody can cause as many as they like, so they are counted by reason, network and account, and each minute becomes at most
/// <see cref="PerMinute"/> events and one with the sum of all others.
/// </summary>
internal sealed class Refusals(EventLog log, TimeProvider time) : BackgroundService, IRefusalWitness
{
    /// <summary>Events of one minute.</summary>
    public const int PerMinute = 20;

    // Of more kinds than this in a minute only the number is kept.
    private const int Kinds = 1000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly HashSet<Reason> Watched =
    [
        Reason.CsrfCrossSite, Reason.CsrfSameSite, Reason.CsrfOrigin, Reason.CsrfTokenMissing, Reason.CsrfTokenInvalid, Reason.RoleRequired,
        Reason.BadSignature, Reason.WrongAudience, Reason.AmbiguousCredentials, Reason.RefreshReused, Reason.UserDisabled, Reason.TooManyAttempts,
        Reason.RegistrationClosed, Reason.Overloaded,
    ];

    private readonly Lock _gate = new();
    private Dictionary<(Reason Reason, string Network, string? Account), int> _counts = [];
    private long _others;

    public void Refused(HttpContext context, Reason reason)
    {
        if (!Watched.Contains(reason))
        {
            return;
        }

        string? account = RequestSession.In(context)?.Session?.UserId;
        var key = (reason, NetworkOf(context.Connection.RemoteIpAddress), account);
        lock (_gate)
        {
            if (_counts.Count < Kinds || _counts.ContainsKey(key))
            {
                _counts[key] = _counts.GetValueOrDefault(key) + 1;
            }
            else
            {
                _others++;
            }
        }
    }

    /// <summary>Writes down what was counted since the last time.</summary>
    public async Task WriteAsync()
    {
        Dictionary<(Reason Reason, string Network, string? Account), int> counts;
        long others;
        lock (_gate)
        {
            (counts, _counts, others, _others) = (_counts, [], _others, 0);
        }

        KeyValuePair<(Reason Reason, string Network, string? Account), int>[] all = [.. counts.OrderByDescending(c => c.Value)];
        foreach (((Reason reason, string network, string? account), int count) in all.Take(PerMinute))
        {
            await log.RecordAsync(new(EventKind.Refused, account) { Address = network, Detail = string.Create(CultureInfo.InvariantCulture, $"{reason.Code}: {count}") });
        }

        others += all.Skip(PerMinute).Sum(c => (long)c.Value);
        if (others > 0)
        {
            await log.RecordAsync(new(EventKind.Refused, null) { Detail = string.Create(CultureInfo.InvariantCulture, $"{others} more that are not listed") });
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Minute, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // At the end as well: what was counted until then is not lost.
            await WriteAsync();
        }
    }

    // A subscriber has the whole network of 64 bits (RFC 6177 2).
    private static string NetworkOf(IPAddress? peer)
    {
        if (peer is null)
        {
            return "";
        }

        IPAddress address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPNetwork(new IPAddress([.. address.GetAddressBytes()[..8], .. new byte[8]]), 64).ToString() : address.ToString();
    }
}
