namespace Cloakroom.Server.Mail;

/// <summary>A mail before it has the form of one.</summary>
/// <param name="To">The address.</param>
/// <param name="Subject">In the language of the letter.</param>
/// <param name="Paragraphs">What is said first.</param>
internal sealed record Draft(string To, string Subject, params IReadOnlyList<string> Paragraphs)
{
    /// <summary>Where one can go; null for nowhere.</summary>
    public DraftLink? Link { get; init; }

    /// <summary>What is said below the link.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Prints nothing of what it says.</summary>
    public override string ToString() => "Draft";
}

/// <summary>A link of a mail.</summary>
/// <param name="Text">What following it does.</param>
/// <param name="Url">Under the public address, always.</param>
/// <param name="Code">Its secret once more, for a person whose browser runs no scripts; null for a link without one.</param>
internal sealed record DraftLink(string Text, string Url, string? Code)
{
    /// <summary>Prints no secret.</summary>
    public override string ToString() => "DraftLink";
}
