using System.Globalization;
using System.Threading.Channels;

namespace Cloakroom.Server.Events;

/// <summary>
/// Writes failed logins down, behind the answers: whoever tries names cannot tell from the time whether one exists (promise Q50). Those of
/// accounts are all there, since guessing is slowed down; of names that nobody has, so many in an hour, and the others as a number: a million
/// invented names must not fill the disk.
/// </summary>
internal sealed class FailedLogins(EventLog log, TimeProvider time, IHttpContextAccessor accessor) : BackgroundService
{
    /// <summary>Events without an account in one hour.</summary>
    public const int UnknownPerHour = 100;

    private const int Waiting = 1000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // What does not fit is counted as well: then more happens than a list could show.
    private readonly Channel<AccountEvent> _waiting = Channel.CreateBounded<AccountEvent>(Waiting);
    private DateTimeOffset _hour = DateTimeOffset.MinValue;
    private int _written;
    private long _omitted;

    /// <summary>A login has failed.</summary>
    /// <param name="account">The account; null for a name that nobody has.</param>
    public void Note(string? account)
    {
        AccountEvent failed = accessor.HttpContext is { } context
            ? AccountEvent.Of(context, EventKind.LoginFailed, account) with { Actor = null, Session = null } : new(EventKind.LoginFailed, account);
        if (!_waiting.Writer.TryWrite(failed))
        {
            Interlocked.Increment(ref _omitted);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await WriteAllAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was noted until now is written all the same.
            await WriteAllAsync();
            await CloseHourAsync();
        }
    }

    private async Task WriteAllAsync()
    {
        while (_waiting.Reader.TryRead(out AccountEvent? failed))
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now - _hour >= Hour)
            {
                await CloseHourAsync();
                (_hour, _written) = (now, 0);
            }

            if (failed.Account is not null || _written++ < UnknownPerHour)
            {
                await log.RecordAsync(failed);
            }
            else
            {
                Interlocked.Increment(ref _omitted);
            }
        }
    }

    private async Task CloseHourAsync()
    {
        if (Interlocked.Exchange(ref _omitted, 0) is > 0 and var omitted)
        {
            await log.RecordAsync(new(EventKind.LoginFailed, null) { Detail = string.Create(CultureInfo.InvariantCulture, $"{omitted} more that are not listed") });
        }
    }
}
