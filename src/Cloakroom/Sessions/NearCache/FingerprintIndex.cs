using System.Diagnostics.CodeAnalysis;

namespace Cloakroom;

/// <summary>Fingerprint to entry: what every request looks at. Reads take no lock; writers lock one stripe for a moment.</summary>
/// <param name="stripes">A power of two.</param>
internal sealed class FingerprintIndex(int stripes)
{
    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, stripes).Select(_ => new Stripe())];

    public bool TryFind(in Fingerprint fingerprint, [NotNullWhen(true)] out CachedSession? entry)
    {
        entry = StripeOf(in fingerprint).Table.Find(in fingerprint);
        return entry is not null;
    }

    /// <summary>False if the fingerprint is taken, by the same session or by one of equal fingerprint: then the first stays.</summary>
    public bool TryAdd(CachedSession entry)
    {
        Fingerprint fingerprint = entry.Fingerprint;
        Stripe stripe = StripeOf(in fingerprint);
        lock (stripe.Gate)
        {
            if (stripe.Table.Find(in fingerprint) is not null)
            {
                return false;
            }

            stripe.Table.Add(entry);
            return true;
        }
    }

    public void Remove(CachedSession entry)
    {
        Fingerprint fingerprint = entry.Fingerprint;
        Stripe stripe = StripeOf(in fingerprint);
        lock (stripe.Gate)
        {
            stripe.Table.Remove(entry);
        }
    }

    private Stripe StripeOf(in Fingerprint fingerprint) => _stripes[fingerprint.Stripe & (uint)(_stripes.Length - 1)];

    private sealed class Stripe
    {
        public Lock Gate { get; } = new();

        public EntryTable<Fingerprint> Table { get; } = new();
    }
}
