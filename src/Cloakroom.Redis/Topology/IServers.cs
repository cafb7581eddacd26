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
}
