namespace Cloakroom;

/// <summary>
/// Optional capability of a store: small named secrets of the program itself, such as the Data Protection key ring and signing keys.
/// They live beside the sessions so that a redeploy finds them again.
/// </summary>
/// <remarks>A store that cannot be asked, or cannot make a write durable, throws <see cref="StoreUnavailableException"/>.</remarks>
public interface IKeyMaterialStore
{
    /// <summary>All entries of a ring, by name in ordinal order; empty when there are none.</summary>
    ValueTask<IReadOnlyList<KeyMaterial>> ListAsync(string ring, CancellationToken cancellationToken);

    /// <summary>Adds an entry, durably; <see cref="Applied.Exists"/> when the name is taken, and then nothing has changed.</summary>
    ValueTask<Applied> AddAsync(string ring, KeyMaterial material, CancellationToken cancellationToken);

    /// <summary>Removes an entry, durably; <see cref="Applied.Absent"/> when there is none of that name.</summary>
    ValueTask<Applied> RemoveAsync(string ring, string name, CancellationToken cancellationToken);
}

/// <summary>One entry of a ring.</summary>
/// <param name="Name">Its name, unique within the ring; at least one character.</param>
/// <param name="Bytes">The material itself. A secret: never logged.</param>
public sealed record KeyMaterial(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Prints no secret.</summary>
    public override string ToString() => $"KeyMaterial({Name})";
}
