namespace Cloakroom.Redis;

/// <summary>The servers that the sessions lie on: one, one that sentinels name, or the masters of a cluster.</summary>
internal interface IServers : IAsyncDisposable
{
    /// <summary>Those known to take writes at this moment, whether they can be reached or not.</summary>
    IReadOnlyList<Master> Masters { get; }

    /// <summary>Ends with the first attempt to reach them: null, or why it failed.</summary>
    Task<Exception?> OpenAsync();

    /// <summary>As <see cref="IRedis.CallAsync"/>, at the server that has the key.</summary>
    ValueTask<Reply> CallAsync(string key, ReadOnlySpan<byte> command, CancellationToken cancellationToken);

    /// <summary>As <see cref="CallAsync"/>, for what ends sessions: the reply is an error or confirmed by replicas, where there are any.</summary>
    /// <param name="key">One of the command's keys.</param>
    /// <param name="command">Not to be changed by anybody any more.</param>
    /// <param name="cancellationToken">Ends the waiting, not the call.</param>
    ValueTask<Reply> EndAsync(string key, byte[] command, CancellationToken cancellationToken);
}
