using MimeKit;

namespace Cloakroom.Server.Mail;

/// <summary>One way for mail to leave. Used by one caller at a time.</summary>
internal interface IMailSender
{
    /// <summary>Hands a mail over. That it did not work is an answer, not an exception.</summary>
    Task<MailOutcome> SendAsync(MimeMessage mail, CancellationToken cancellationToken);

    /// <summary>Nothing more for now: lets go of a connection that was kept.</summary>
    Task RestAsync(CancellationToken cancellationToken);
}

/// <summary>What became of a mail.</summary>
/// <param name="Fate">Whether it left.</param>
/// <param name="Why">What went wrong, in words that hold no address; empty for nothing.</param>
internal readonly record struct MailOutcome(MailFate Fate, string Why)
{
    public static MailOutcome Sent => new(MailFate.Sent, "");
}

/// <summary>Whether a mail left.</summary>
internal enum MailFate
{
    /// <summary>Somebody else is responsible for it now.</summary>
    Sent,

    /// <summary>This one was not taken now, and may be later.</summary>
    Later,

    /// <summary>The way is closed at the moment, for all mail.</summary>
    Away,

    /// <summary>It will never be taken.</summary>
    Refused,
}
