using Cloakroom.Server.Events;
using Cloakroom.Server.Languages;

namespace Cloakroom.Server.Mail;

/// <summary>Tells people by mail what happened to their account.</summary>
internal sealed class NoticeMails(PostOffice post) : IEventListener
{
    public ValueTask HeardAsync(AccountEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Account is { } account && NoticeTexts.Has(happened.Kind))
        {
            // What an administrator did came from another device.
            post.Send(new(happened.Kind, "", account, happened.Actor is null ? happened.Device : "", Texts.Language));
        }

        return ValueTask.CompletedTask;
    }
}
