using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Cloakroom.Server.Admin.Metrics;

/// <summary>What one instrument has counted, by the value of its first tag. Added to within requests: no lock, and nothing is made for a tag that was seen.</summary>
internal sealed class InstrumentTotals(Instrument instrument)
{
    private readonly ConcurrentDictionary<string, Total> _byTag = new(StringComparer.Ordinal);

    // Nearly every request counts the same, and tags are constants.
    private Total? _last;

    public IEnumerable<KeyValuePair<(string Instrument, string Tag), long>> Totals =>
        _byTag.Values.Select(t => KeyValuePair.Create((instrument.Name, t.Tag), t.Value));

    public void Add(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string tag = tags.Length > 0 ? tags[0].Value as string ?? "" : "";
        Total? last = Volatile.Read(ref _last);
        if (last is null || !ReferenceEquals(last.Tag, tag))
        {
            last = _byTag.GetOrAdd(tag, static t => new Total(t));
            Volatile.Write(ref _last, last);
        }

        last.Add(value);
    }

    /// <summary>An observed instrument tells its whole count each time.</summary>
    public void Forget()
    {
        if (instrument.IsObservable)
        {
            foreach (Total total in _byTag.Values)
            {
                total.Reset();
            }
        }
    }

    private sealed class Total(string tag)
    {
        private long _value;

        public string Tag => tag;

        public long Value => Interlocked.Read(ref _value);

        public void Add(long more) => Interlocked.Add(ref _value, more);

        public void Reset() => Interlocked.Exchange(ref _value, 0);
    }
}
