using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Keys;

namespace Cloakroom.Tokens;

/// <summary>
/// Tokens that were verified, by the SHA-256 of their whole text, so that a signature is checked once and not with each request. Two
/// halves: when the younger is full or five minutes old it becomes the older one, and what was in that is forgotten, unless it was used.
/// </summary>
internal sealed class TokenCache(int capacity, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private volatile Half _young = new(time.GetTimestamp()), _old = new(time.GetTimestamp());

    /// <summary>How many tokens are kept, at most the capacity.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>The name under which a token is kept.</summary>
    /// <param name="token">Letters that are not ASCII are no part of a token; whoever sends them gets no entry.</param>
    public static TokenDigest DigestOf(ReadOnlySpan<char> token)
    {
        byte[] ascii = ArrayPool<byte>.Shared.Rent(token.Length);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        int length = Encoding.ASCII.GetBytes(token, ascii);
        SHA256.HashData(ascii.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(ascii, clearArray: true);
        return new(
            BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]), BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]));
    }

    /// <summary>The token, unless its key has been withdrawn. Whether it has expired is for the caller to say.</summary>
    public bool TryGet(in TokenDigest digest, [NotNullWhen(true)] out VerifiedToken? token)
    {
        Half young = _young, old = _old;
        token = null;
        if (!young.TryGet(in digest, out Entry? entry))
        {
            if (!old.TryGet(in digest, out entry))
            {
                return false;
            }

            Add(in digest, entry);
        }

        if (entry.Key.IsWithdrawn)
        {
            Remove(in digest);
            return false;
        }

        token = entry.Token;
        return true;
    }

    public void Add(in TokenDigest digest, VerifiedToken token, VerificationKey key) => Add(in digest, new Entry(token, key));

    public void Remove(in TokenDigest digest)
    {
        _young.Remove(in digest);
        _old.Remove(in digest);
    }

    private void Add(in TokenDigest digest, Entry entry)
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

        _young.Add(in digest, entry);
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
        private readonly ConcurrentDictionary<TokenDigest, Entry> _entries = new();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public long Since => since;

        public bool TryGet(in TokenDigest digest, [NotNullWhen(true)] out Entry? entry) => _entries.TryGetValue(digest, out entry);

        public void Add(in TokenDigest digest, Entry entry)
        {
            if (_entries.TryAdd(digest, entry))
            {
                Interlocked.Increment(ref _count);
            }
        }

        public void Remove(in TokenDigest digest)
        {
            if (_entries.TryRemove(digest, out _))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }
}

/// <summary>The SHA-256 of a token. It is uniform, so any part of it is a good hash.</summary>
internal readonly record struct TokenDigest(ulong A, ulong B, ulong C, ulong D)
{
    public override int GetHashCode() => (int)A;
}
