using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Cloakroom.Keys;

namespace Cloakroom.Tokens;

/// <summary>
/// Tokens that were verified, by a fingerprint of their whole text, so that a signature is checked once and not with each request. Two
/// halves: when the younger is full or five minutes old it becomes the older one, and what was in that is forgotten, unless it was used.
/// </summary>
internal sealed class TokenCache(int capacity, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

    private readonly TokenFingerprinter _fingerprinter = new();
    private readonly Lock _gate = new();
    private volatile Half _young = new(time.GetTimestamp()), _old = new(time.GetTimestamp());

    /// <summary>How many tokens are kept, at most the capacity.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>The name under which a token is kept.</summary>
    public TokenFingerprint NameOf(ReadOnlySpan<char> token) => _fingerprinter.Of(token);

    /// <summary>The token, unless its key has been withdrawn. Whether it has expired is for the caller to say.</summary>
    public bool TryGet(in TokenFingerprint name, [NotNullWhen(true)] out VerifiedToken? token)
    {
        Half young = _young, old = _old;
        token = null;
        if (!young.TryGet(in name, out Entry? entry))
        {
            if (!old.TryGet(in name, out entry))
            {
                return false;
            }

            Add(in name, entry);
        }

        if (entry.Key.IsWithdrawn)
        {
            Remove(in name);
            return false;
        }

        token = entry.Token;
        return true;
    }

    public void Add(in TokenFingerprint name, VerifiedToken token, VerificationKey key) => Add(in name, new Entry(token, key));

    public void Remove(in TokenFingerprint name)
    {
        _young.Remove(in name);
        _old.Remove(in name);
    }

    private void Add(in TokenFingerprint name, Entry entry)
    {
        if (capacity < 2)
        {
            return;
        }

        Half young = _young;
        if (young.Count >= capacity / 2 || time.GetElapsedTime(young.Since) >= Age)
        {
            Turn(young);
        }

        _young.Add(in name, entry);
    }

    private void Turn(Half full)
    {
        lock (_gate)
        {
            // Others may have come first.
            if (_young == full)
            {
                _old = full;
                _young = new(time.GetTimestamp());
            }
        }
    }

    private sealed record Entry(VerifiedToken Token, VerificationKey Key);

    // The dictionary counts its entries under all its locks, so they are counted here.
    private sealed class Half(long since)
    {
        private readonly ConcurrentDictionary<TokenFingerprint, Entry> _entries = new();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public long Since => since;

        public bool TryGet(in TokenFingerprint name, [NotNullWhen(true)] out Entry? entry) => _entries.TryGetValue(name, out entry);

        public void Add(in TokenFingerprint name, Entry entry)
        {
            if (_entries.TryAdd(name, entry))
            {
                Interlocked.Increment(ref _count);
            }
        }

        public void Remove(in TokenFingerprint name)
        {
            if (_entries.TryRemove(name, out _))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }
}
