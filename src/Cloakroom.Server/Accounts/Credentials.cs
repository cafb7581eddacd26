namespace Cloakroom.Server.Accounts;

/// <summary>What a person types to register or to log in.</summary>
/// <param name="Email">The address, of the right form.</param>
/// <param name="Password">Exactly as typed.</param>
internal sealed record Credentials(EmailAddress Email, string Password)
{
    /// <summary>Prints no password.</summary>
    public override string ToString() => "Credentials";
}
