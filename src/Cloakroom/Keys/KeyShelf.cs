using System.Collections.Immutable;

namespace Cloakroom.Keys;

/// <summary>The ring in the store: reads it, and makes and removes keys so that all nodes come to the same ring without a lock.</summary>
internal sealed class KeyShelf(IKeyMaterialStore store, KeySecret? secret, TimeProvider time)
{
    // Each round that fails, another node has made a key.
    private const int Rounds = 10;

    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<ImmutableArray<KeyEntry>> ReadAsync() =>
        [.. (await CallAsync(store.ListAsync(KeyEntry.Ring, CancellationToken.None))).Select(m => KeyEntry.Read(m, secret)).OrderBy(e => e.Number)];

    /// <summary>Makes a key behind all that are there, unless <paramref name="wanted"/> says of what is there that it is not needed any more.</summary>
    /// <param name="entries">What is there.</param>
    /// <param name="wanted">From when on it is to sign; null for no key.</param>
    /// <returns>The ring with it.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<ImmutableArray<KeyEntry>> MakeAsync(ImmutableArray<KeyEntry> entries, Func<ImmutableArray<KeyEntry>, DateTimeOffset?> wanted)
    {
        for (int round = 0; round < Rounds; round++)
        {
            if (wanted(entries) is not { } signsFrom)
            {
                return entries;
            }

            long number = entries.Select(e => e.Number).DefaultIfEmpty().Max() + 1;
            KeyMaterial made = KeyEntry.Write(number, SigningKey.Create(time.GetUtcNow(), signsFrom), secret);
            if (await CallAsync(store.AddAsync(KeyEntry.Ring, made, CancellationToken.None)) == Applied.Done)
            {
                return entries.Add(KeyEntry.Read(made, secret));
            }

            entries = await ReadAsync();
        }

        throw new StoreUnavailableException("The store names keys as taken, but does not show them.");
    }

    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<ImmutableArray<KeyEntry>> RemoveAsync(ImmutableArray<KeyEntry> entries, Func<KeyEntry, bool> which)
    {
        foreach (KeyEntry entry in entries.Where(which))
        {
            await CallAsync(store.RemoveAsync(KeyEntry.Ring, entry.Name, CancellationToken.None));
        }

        return entries.RemoveAll(e => which(e));
    }

    // Whatever a store throws, and however long it takes: here it is away.
    private async Task<T> CallAsync<T>(ValueTask<T> call)
    {
        try
        {
            return await call.AsTask().WaitAsync(KeyTimes.Patience, time);
        }
        catch (Exception failure) when (failure is not (StoreUnavailableException or OutOfMemoryException))
        {
            throw new StoreUnavailableException("The keys in the store cannot be reached.", failure);
        }
    }
}
