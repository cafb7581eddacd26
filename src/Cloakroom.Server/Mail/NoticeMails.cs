using Cloakroom.Server.Events;
using Cloakroom.Server.Languages;

namespace Cloakroom.Server.Mail;

/// <summary>Tells people by mail what happened to their account.</summary>
internal sealed class NoticeMails(PostOffice post) : IEventListener
{
    public ValueTask HeardAsync(AccountEvent happened, CancellationToken cancellationToken)
    {
        // Whoever deletes an account says so to its address; afterwards nobody knows it.
        if (happened.Account is { } account && happened.Kind != EventKind.Deleted && NoticeTexts.Has(happened.Kind))
        {
            // What an administrator did came from another device.
            post.Send(new(happened.Kind, "", account, happened.Actor is null ? happened.Device : "", Texts.Language));
        }

        return ValueTask.CompletedTask;
    }
}
