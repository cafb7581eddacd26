using System.Collections.Immutable;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.External;

/// <summary>Who somebody is at a provider, as it has signed.</summary>
/// <param name="Provider">The key of the provider.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Subject">The person's ID there, never given to another (OpenID Connect Core 2).</param>
internal sealed record ExternalIdentity(string Provider, string Title, string Subject)
{
    /// <summary>The address; null where there is none of the right form.</summary>
    public EmailAddress? Email { get; init; }

    /// <summary>Whether the provider says that the address is the person's: <c>email_verified</c> is true, and not a text that says so.</summary>
    public bool EmailIsVerified { get; init; }

    /// <summary>The session at the provider; empty where it names none.</summary>
    public string Sid { get; init; } = "";

    /// <summary>When the person proved who they are there; null where it does not say.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>How, by RFC 8176; empty where it does not say.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>Prints no address.</summary>
    public override string ToString() => $"ExternalIdentity({Provider})";
}
