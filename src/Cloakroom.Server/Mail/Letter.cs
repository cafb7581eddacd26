namespace Cloakroom.Server.Mail;

/// <summary>
/// Something that is to be said to somebody. The mail is written when it is sent, and the secret of a link is drawn at that moment: what
/// waits holds none.
/// </summary>
/// <param name="Kind">What it is about: one of <see cref="LetterKind"/>, or for a notice the kind of its event.</param>
/// <param name="Address">Where it goes, as it was typed or stored.</param>
/// <param name="AccountId">Whose account it is about; empty where nobody has looked.</param>
/// <param name="Payload">More that is needed to write it.</param>
/// <param name="Language">The language it is written in.</param>
internal sealed record Letter(string Kind, string Address, string AccountId, string Payload, string Language)
{
    /// <summary>Drawn at random; names the row.</summary>
    public byte[] Id { get; init; } = [];

    /// <summary>How often it was tried before.</summary>
    public long Attempts { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Prints no address.</summary>
    public override string ToString() => $"Letter({Kind})";
}

/// <summary>Letters that carry a link. All others are notices, and their kind is that of the event.</summary>
internal static class LetterKind
{
    /// <summary>Somebody forgot a password.</summary>
    public const string Reset = "reset";

    /// <summary>Somebody wants an account.</summary>
    public const string Register = "register";

    /// <summary>Somebody wants another address.</summary>
    public const string Address = "address";

    /// <summary>To the old address, once it was changed.</summary>
    public const string AddressChanged = "address_changed";
}
