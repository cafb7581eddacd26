using System.Collections.Concurrent;

namespace Cloakroom.Keys;

/// <summary>Keys that end with the process, as the sessions do with which they are used.</summary>
internal sealed class MemoryKeyStore : IKeyMaterialStore
{
    private readonly ConcurrentDictionary<(string Ring, string Name), KeyMaterial> _entries = new();

    public ValueTask<IReadOnlyList<KeyMaterial>> ListAsync(string ring, CancellationToken cancellationToken) =>
        new([.. _entries.Where(e => e.Key.Ring == ring).Select(e => e.Value).OrderBy(m => m.Name, StringComparer.Ordinal)]);

    public ValueTask<Applied> AddAsync(string ring, KeyMaterial material, CancellationToken cancellationToken) =>
        new(_entries.TryAdd((ring, material.Name), material) ? Applied.Done : Applied.Exists);

    public ValueTask<Applied> RemoveAsync(string ring, string name, CancellationToken cancellationToken) =>
        new(_entries.TryRemove((ring, name), out _) ? Applied.Done : Applied.Absent);
}
