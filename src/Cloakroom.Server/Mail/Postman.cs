using Cloakroom.Server.Accounts;
using Cloakroom.Server.Languages;

namespace Cloakroom.Server.Mail;

/// <summary>Takes letters out of the outbox one after the other, and tries again later what did not leave. It comes when called, and every few seconds: for letters of other nodes, and of before a restart.</summary>
internal sealed class Postman(
    PostOffice post, Outbox outbox, IMailSender sender, Envelope envelope, IServiceScopeFactory scopes, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Postman> logger)
    : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!post.IsOpen)
        {
            return;
        }

        // Where no public address is set it is known once the server listens.
        await using CancellationTokenRegistration listening = lifetime.ApplicationStarted.Register(post.Ring);
        await using ITimer rounds = time.CreateTimer(_ => post.Ring(), state: null, Round, Round);
        try
        {
            while (await post.RungAsync(stoppingToken))
            {
                if (lifetime.ApplicationStarted.IsCancellationRequested)
                {
                    await RoundAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops. What was taken and not sent is free again when its time is up.
        }
    }

    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            bool any = false;
            while (outbox.Take() is { } letter)
            {
                any = true;
                if (!await SendAsync(letter, stoppingToken))
                {
                    break;
                }
            }

            if (any)
            {
                await sender.RestAsync(stoppingToken);
            }
        }
        catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
        {
            Log.AccountsUnavailable(logger, failure);
        }
    }

    // False when the way is closed: the others would find it closed too.
    private async Task<bool> SendAsync(Letter letter, CancellationToken stoppingToken)
    {
        Texts.Language = letter.Language;
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        MailOutcome outcome = await TryAsync(letter, scope.ServiceProvider.GetRequiredService<LetterWriter>(), stoppingToken);
        TimeSpan age = time.GetUtcNow() - letter.CreatedAt, pause = Pause(letter.Attempts);
        if (outcome.Fate == MailFate.Sent)
        {
            outbox.Remove(letter);
        }
        else if (outcome.Fate == MailFate.Refused || age + pause > Patience(letter.Kind))
        {
            outbox.Remove(letter);
            Log.MailGivenUp(logger, letter.Kind, outcome.Why);
        }
        else
        {
            outbox.PutBack(letter, pause);
            Log.MailDelayed(logger, letter.Kind, outcome.Why, (int)pause.TotalSeconds);
        }

        return outcome.Fate != MailFate.Away;
    }

    private async Task<MailOutcome> TryAsync(Letter letter, LetterWriter writer, CancellationToken stoppingToken)
    {
        try
        {
            return await writer.WriteAsync(letter, stoppingToken) is { } draft ? await sender.SendAsync(envelope.Seal(draft), stoppingToken) : MailOutcome.Sent;
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException) && !AccountsDatabase.IsUnavailable(failure))
        {
            // One letter that nobody can write must not hold up the others, nor end the server. The message may name an address.
            return new(MailFate.Later, failure.GetType().Name);
        }
    }

    private static TimeSpan Pause(long attempts)
    {
        var pause = TimeSpan.FromSeconds(5L << (int)Math.Min(attempts, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    // Whoever waits at the page has gone to bed by then; a notice is worth having the next day.
    private static TimeSpan Patience(string kind) => kind == LetterKind.Reset ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
}
