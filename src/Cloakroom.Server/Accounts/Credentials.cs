namespace Cloakroom.Server.Accounts;

/// <summary>What a person types to register or to log in.</summary>
/// <param name="Email">The address, of the right form.</param>
/// <param name="Password">Exactly as typed.</param>
/// <param name="Carrier">How the client will show the session.</param>
internal sealed record Credentials(EmailAddress Email, string Password, Carrier Carrier)
{
    /// <summary>Whether the person asked to be remembered.</summary>
    public bool Remember { get; init; }

    /// <summary>Prints no password.</summary>
    public override string ToString() => "Credentials";
}
