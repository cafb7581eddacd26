namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>What a link is good for. It changes exactly the address that it was sent to, whatever was asked for since.</summary>
/// <param name="Purpose">One of <see cref="LinkPurpose"/>.</param>
/// <param name="Group">Which links end together: the ID of the account, or for a registration what stands for the address.</param>
/// <param name="Address">Where it was sent.</param>
/// <param name="Payload">More that was known when it was sent: the hash of the password of a registration, the address that is to be undone.</param>
internal sealed record MailLink(string Purpose, string Group, string Address, string Payload)
{
    /// <summary>When it ends, in Unix milliseconds; of two links of one purpose the later was made later.</summary>
    public long Expires { get; init; }

    /// <summary>Prints neither address nor hash.</summary>
    public override string ToString() => $"MailLink({Purpose})";
}

/// <summary>The purposes of links, and how long each may be used.</summary>
internal static class LinkPurpose
{
    /// <summary>Sets a new password.</summary>
    public const string Reset = "reset";

    /// <summary>Makes the account.</summary>
    public const string Register = "register";

    /// <summary>Changes the address of an account to this one.</summary>
    public const string Address = "address";

    /// <summary>Changes it back.</summary>
    public const string Undo = "undo";

    /// <summary>Promise Q52: half an hour for what gives an account away; a week for an owner who reads mail on Sundays.</summary>
    public static TimeSpan Lifetime(string purpose) => purpose switch
    {
        Reset => TimeSpan.FromMinutes(30),
        Address => TimeSpan.FromHours(1),
        Register => TimeSpan.FromDays(1),
        Undo => TimeSpan.FromDays(7),
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "No purpose of a link."),
    };
}
