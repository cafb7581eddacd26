namespace Cloakroom;

/// <summary>
/// Optional services of an application, told when a session has begun or was ended: for a log, a mail, a cache of its own. Register any
/// number as singletons. They are told after the fact by the process that did it, one after another, and can neither fail nor hold up the
/// request: what they throw is logged, and after a second it goes on without them. Sessions that reach their end by time are not told.
/// </summary>
public interface ISessionHooks
{
    /// <summary>Somebody has logged in.</summary>
    /// <param name="session">The new session. It holds no secret: whoever has it cannot show it.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    ValueTask BeganAsync(Session session, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>One or more sessions of a user were ended.</summary>
    /// <param name="end">Which and why.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    ValueTask EndedAsync(SessionEnd end, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
