namespace Cloakroom;

/// <summary>What happens between this process and its store; for logs.</summary>
internal abstract record StoreNews
{
    private StoreNews()
    {
    }

    /// <summary>One call failed. During an outage there may be few of these: nobody asks any more.</summary>
    public sealed record Failed(Exception Why) : StoreNews;

    /// <summary>The store is not asked any more.</summary>
    /// <param name="Why">The last failure.</param>
    public sealed record Away(Exception Why) : StoreNews;

    /// <summary>It answers again.</summary>
    /// <param name="After">Since the first failure.</param>
    /// <param name="Failures">Calls that failed meanwhile.</param>
    public sealed record Recovered(TimeSpan After, long Failures) : StoreNews;

    /// <summary>It is not what it was, and may have forgotten logouts: they are repeated before anything from it is believed.</summary>
    /// <param name="Count">How many this process knows.</param>
    public sealed record Replaying(int Count) : StoreNews;

    /// <summary>They are repeated.</summary>
    public sealed record Replayed(int Count, TimeSpan Took) : StoreNews;

    /// <summary>Logouts cannot be written down; said once until it works again.</summary>
    public sealed record JournalFailed(Exception Why) : StoreNews;
}
