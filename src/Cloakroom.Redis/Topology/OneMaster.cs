namespace Cloakroom.Redis;

/// <summary>A single server, or whichever the sentinels say is the master.</summary>
internal sealed class OneMaster : IServers
{
    private readonly Master _master;
    private readonly Sentinels? _sentinels;

    public OneMaster(MasterParts parts)
    {
        _sentinels = parts.Options.Address.Master is { } name ? new Sentinels(parts.Options, name) : null;
        _master = new Master(parts, _sentinels is { } sentinels ? sentinels.FindAsync : null);
        Masters = [_master];
        _sentinels?.Follow(_master.Hurry);
    }

    public IReadOnlyList<Master> Masters { get; }

    public Task<Exception?> OpenAsync() => _master.OpenAsync();

    public ValueTask<Reply> CallAsync(string key, ReadOnlySpan<byte> command, CancellationToken cancellationToken) =>
        _master.Calls.CallAsync(command, cancellationToken);

    public ValueTask<Reply> EndAsync(string key, byte[] command, CancellationToken cancellationToken) =>
        new(_master.Ends.CallAsync(command, asking: false).WaitAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _master.DisposeAsync();
        if (_sentinels is not null)
        {
            await _sentinels.DisposeAsync();
        }
    }
}
