using System.Data.Common;
using System.Threading.Channels;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Mail;

/// <summary>Where letters are handed in. Nobody waits for a mail server here: a letter is a row, and the postman comes by.</summary>
internal sealed class PostOffice(Outbox outbox, MailLimit limit, AccountsDatabase database, ServerOptions options, IHostEnvironment environment)
{
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Whether mail goes anywhere: to a server, or in Development into a folder.</summary>
    public bool IsOpen { get; } = options.Mail.Host is not null || environment.IsDevelopment();

    /// <summary>Whether mail lands in a folder of this machine.</summary>
    public bool UsesFolder { get; } = options.Mail.Host is null && environment.IsDevelopment();

    /// <summary>
    /// Hands in what somebody asked to be sent to an address that they typed. What is too much for one mailbox is dropped in silence, so that
    /// the answer is the same for everybody.
    /// </summary>
    /// <returns>False when too many letters wait.</returns>
    public bool TryAsk(EmailAddress address, Letter letter)
    {
        using DbConnection connection = database.OpenQuick();
        using DbTransaction transaction = connection.BeginTransaction();
        bool isTaken = !limit.TryCount(connection, address) || outbox.TryAdd(connection, letter);
        if (isTaken)
        {
            transaction.Commit();
            Ring();
        }

        return isTaken;
    }

    /// <summary>Hands in what we have to say ourselves.</summary>
    public void Send(Letter letter)
    {
        if (IsOpen)
        {
            outbox.TryAdd(letter);
            Ring();
        }
    }

    /// <summary>Somebody has handed in a letter, or time has passed.</summary>
    public void Ring() => _bell.Writer.TryWrite(item: true);

    /// <summary>Waits for the bell.</summary>
    public ValueTask<bool> RungAsync(CancellationToken cancellationToken) => _bell.Reader.ReadAsync(cancellationToken);
}
