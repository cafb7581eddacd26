namespace Cloakroom.Keys;

/// <summary>What came of reading the ring.</summary>
internal abstract record RingLook
{
    private RingLook()
    {
    }

    /// <summary>It was read, and what was to be done about it is done.</summary>
    public sealed record Done : RingLook
    {
        public static Done Instance { get; } = new();
    }

    /// <summary>The store could not be asked; what was known before holds.</summary>
    /// <param name="Why">What the store said.</param>
    public sealed record Away(Exception Why) : RingLook;

    /// <summary>There are keys that cannot be read. Those that can be are used.</summary>
    /// <param name="Sentence">What is wrong and what to do about it.</param>
    public sealed record Unreadable(string Sentence) : RingLook;
}
