using System.Collections.Immutable;

namespace Cloakroom.Keys;

/// <summary>The keys of the ring as last read, in their order, and what each is for at a given moment. The moment decides, not the reading.</summary>
internal sealed class KeyList
{
    private readonly ImmutableArray<KeyEntry> _entries;

    private KeyList(ImmutableArray<KeyEntry> entries) => _entries = entries;

    public static KeyList Empty { get; } = new([]);

    public bool IsEmpty => _entries.IsEmpty;

    public IEnumerable<SigningKey> All => _entries.Select(e => e.Key).OfType<SigningKey>();

    /// <summary>Only what can be read counts.</summary>
    public static KeyList Of(IEnumerable<KeyEntry> entries) => new([.. entries.Where(e => e.Key is not null).OrderBy(e => e.Number)]);

    /// <summary>
    /// The latest key whose time has come. When the clock of this machine is behind that of the one that made the keys, it may be none: then
    /// the first, rather than nobody being able to log in.
    /// </summary>
    public SigningKey? Current(DateTimeOffset now) => Entry(now)?.Key;

    /// <summary>The key of this name, unless its time is over.</summary>
    public SigningKey? Find(string kid, DateTimeOffset now)
    {
        foreach (KeyEntry entry in _entries)
        {
            if (entry.Key is { } key && key.Kid == kid)
            {
                return DeletedAt(entry) > now ? key : null;
            }
        }

        return null;
    }

    /// <summary>Every key that may have signed, or may come to sign, a token that is good at this moment.</summary>
    public IEnumerable<SigningKey> Published(DateTimeOffset now) => _entries.Where(e => DeletedAt(e) > now).Select(e => e.Key).OfType<SigningKey>();

    /// <summary>Those whose time is over.</summary>
    public IEnumerable<KeyEntry> Over(DateTimeOffset now) => _entries.Where(e => DeletedAt(e) <= now);

    /// <summary>When the next key is to sign; null while there is one already, or it is too early to make it.</summary>
    public DateTimeOffset? NextIsDue(DateTimeOffset now)
    {
        if (Entry(now) is not { Key: { } current } entry || entry != _entries[^1])
        {
            return null;
        }

        DateTimeOffset end = current.SignsFrom + KeyTimes.Rotation, soonest = now + KeyTimes.Lead;
        return soonest < end ? null : soonest;
    }

    /// <summary>What each key is at this moment, for people.</summary>
    public IReadOnlyList<KeyView> View(DateTimeOffset now)
    {
        KeyEntry? current = Entry(now);
        return [.. from entry in _entries
                   let key = entry.Key
                   where key is not null && DeletedAt(entry) > now
                   select new KeyView(
                       key.Kid, entry == current ? KeyState.Signing : entry.Number > current?.Number ? KeyState.Next : KeyState.Retired,
                       key.CreatedAt, key.SignsFrom, Time(RetiredAt(entry)), Time(DeletedAt(entry)))];
    }

    private static DateTimeOffset? Time(DateTimeOffset time) => time == DateTimeOffset.MaxValue ? null : time;

    private KeyEntry? Entry(DateTimeOffset now) =>
        _entries.LastOrDefault(e => e.Key is { } key && key.SignsFrom <= now) ?? _entries.FirstOrDefault();

    // The first moment at which a later key signs.
    private DateTimeOffset RetiredAt(KeyEntry entry)
    {
        DateTimeOffset first = DateTimeOffset.MaxValue;
        foreach (KeyEntry later in _entries)
        {
            if (later.Number > entry.Number && later.Key is { SignsFrom: var from } && from < first)
            {
                first = from;
            }
        }

        return first;
    }

    private DateTimeOffset DeletedAt(KeyEntry entry) =>
        RetiredAt(entry) is var end && end == DateTimeOffset.MaxValue ? end : end + KeyTimes.Afterlife;
}

/// <summary>What a key is at a moment.</summary>
internal enum KeyState
{
    /// <summary>Published, so that verifiers know it when it signs.</summary>
    Next,

    /// <summary>It signs.</summary>
    Signing,

    /// <summary>It signs no more; tokens that it has signed are still good.</summary>
    Retired,
}

/// <summary>A key as people see it.</summary>
/// <param name="Kid">Its name.</param>
/// <param name="State">What it is for at the moment.</param>
/// <param name="CreatedAt">Since when it is published.</param>
/// <param name="SignsFrom">From when it signs.</param>
/// <param name="RetiredAt">Until when it signs; null while no other is to follow.</param>
/// <param name="DeletedAt">Until when its tokens are believed; null while no other is to follow.</param>
internal sealed record KeyView(
    string Kid, KeyState State, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, DateTimeOffset? RetiredAt, DateTimeOffset? DeletedAt);
