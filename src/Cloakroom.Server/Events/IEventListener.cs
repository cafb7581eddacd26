namespace Cloakroom.Server.Events;

/// <summary>Somebody to be told of what happened, after it was written down. Registered as a singleton.</summary>
internal interface IEventListener
{
    /// <summary>Called within the request; quick, and never trusted to succeed.</summary>
    ValueTask HeardAsync(AccountEvent happened, CancellationToken cancellationToken);
}
