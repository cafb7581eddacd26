namespace Cloakroom;

/// <summary>Calls the hooks of the application so that they can neither fail nor hold up what they are told of.</summary>
/// <param name="hooks">In the order of their registration.</param>
/// <param name="time">The clock.</param>
/// <param name="failed">Told of what they throw.</param>
internal sealed class HookCalls(IEnumerable<ISessionHooks> hooks, TimeProvider time, Action<Exception> failed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ISessionHooks[] _hooks = [.. hooks];

    public bool IsEmpty => _hooks.Length == 0;

    public Task BeganAsync(Session session) => TellAsync((hook, cancellationToken) => hook.BeganAsync(session, cancellationToken));

    public Task EndedAsync(SessionEnd end) => TellAsync((hook, cancellationToken) => hook.EndedAsync(end, cancellationToken));

    private async Task TellAsync(Func<ISessionHooks, CancellationToken, ValueTask> tell)
    {
        foreach (ISessionHooks hook in _hooks)
        {
            using var patience = new CancellationTokenSource(Patience, time);
            try
            {
                await tell(hook, patience.Token).AsTask().WaitAsync(patience.Token);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                failed(failure);
            }
        }
    }
}
