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
}
