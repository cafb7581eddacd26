using System.Text.Json.Serialization;

namespace Cloakroom.Server.Accounts;

/// <summary>The JSON bodies of register and login. Names are compared octet by octet.</summary>
/// <param name="Email">The address.</param>
/// <param name="Password">Exactly as typed.</param>
/// <param name="Carrier">How the client wants to show the session; cookie by default.</param>
/// <param name="Remember">Known and checked for its type; in this version all sessions live equally long.</param>
internal sealed record CredentialsJson(string? Email, string? Password, string? Carrier, bool? Remember)
{
    /// <summary>Prints no password.</summary>
    public override string ToString() => "CredentialsJson";
}

/// <summary>How they are read: duplicate names are refused, since two readers of one body might each take another; nesting is bounded.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(CredentialsJson))]
internal sealed partial class CredentialsJsonContext : JsonSerializerContext;
