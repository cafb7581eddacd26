using Cloakroom.Keys;

namespace Cloakroom.Tests.Keys;

/// <summary>A store of keys that can be switched off, and that counts how often it is read.</summary>
internal sealed class SwitchKeyStore : IKeyMaterialStore
{
    private int _reads;

    public MemoryKeyStore Inner { get; } = new();

    public Exception? Fails { get; set; }

    /// <summary>So many reads fail before the first is answered.</summary>
    public int LateReads { get; init; }

    public int Reads => _reads;

    public ValueTask<IReadOnlyList<KeyMaterial>> ListAsync(string ring, CancellationToken cancellationToken)
    {
        bool isLate = Interlocked.Increment(ref _reads) <= LateReads;
        return (isLate ? new TimeoutException() : Fails) is { } failure ? ValueTask.FromException<IReadOnlyList<KeyMaterial>>(failure) : Inner.ListAsync(ring, cancellationToken);
    }

    public ValueTask<Applied> AddAsync(string ring, KeyMaterial material, CancellationToken cancellationToken) =>
        Fails is { } failure ? ValueTask.FromException<Applied>(failure) : Inner.AddAsync(ring, material, cancellationToken);

    public ValueTask<Applied> RemoveAsync(string ring, string name, CancellationToken cancellationToken) =>
        Fails is { } failure ? ValueTask.FromException<Applied>(failure) : Inner.RemoveAsync(ring, name, cancellationToken);
}
