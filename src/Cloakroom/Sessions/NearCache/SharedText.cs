using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Cloakroom;

/// <summary>
/// One copy of the short texts that most sessions repeat: devices, roles, methods. First come, first kept, never replaced: it cannot grow
/// beyond its places, and what is in it costs a further session nothing. When it is full, texts are simply not shared.
/// </summary>
internal sealed class SharedText
{
    private const int Places = 1024;
    private const int Probes = 4;
    private const int LongestText = 64;
    private const int LongestList = 8;

    private readonly string?[] _texts = new string?[Places];
    private readonly string[]?[] _lists = new string[]?[Places];

    /// <summary>Puts the shared copy in place of the text. False if it is not shared: then it is as it was.</summary>
    public bool TryShare(ref string text) =>
        text.Length == 0
        || text.Length <= LongestText
        && TryShare(_texts, ref text, text.GetHashCode(StringComparison.Ordinal), static (a, b) => string.Equals(a, b, StringComparison.Ordinal));

    /// <summary>Puts the shared copy in place of the list. False if it is not shared; some of its texts may be.</summary>
    public bool TryShare(ref ImmutableArray<string> list)
    {
        if (list.IsDefaultOrEmpty)
        {
            list = [];
            return true;
        }

        string[] texts = [.. list];
        var hash = new HashCode();
        bool shareable = texts.Length <= LongestList;
        foreach (ref string text in texts.AsSpan())
        {
            shareable &= TryShare(ref text);
            hash.Add(text, StringComparer.Ordinal);
        }

        bool shared = shareable && TryShare(_lists, ref texts, hash.ToHashCode(), static (a, b) => a.AsSpan().SequenceEqual(b));
        list = ImmutableCollectionsMarshal.AsImmutableArray(texts);
        return shared;
    }

    private static bool TryShare<T>(T?[] places, ref T item, int hash, Func<T, T, bool> same)
        where T : class
    {
        for (int probe = 0; probe < Probes; probe++)
        {
            ref T? place = ref places[(hash + probe) & (Places - 1)];
            T held = Volatile.Read(ref place) ?? Interlocked.CompareExchange(ref place, item, null) ?? item;
            if (same(held, item))
            {
                item = held;
                return true;
            }
        }

        return false;
    }
}
