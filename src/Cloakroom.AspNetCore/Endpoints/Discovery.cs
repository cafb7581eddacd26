using System.Text.Json;
using Cloakroom.Keys;

namespace Cloakroom;

/// <summary>
/// The document from which a verifier learns about the issuer. There is no authorization endpoint here, and no ID token: what is said is
/// what verifying access tokens takes, and the members that readers insist on.
/// </summary>
internal static class Discovery
{
    private static readonly (string Name, string Path)[] Endpoints =
    [
        ("introspection_endpoint", "/auth/introspect"),
        ("revocation_endpoint", "/auth/revoke"),
    ];

    public static void Write(Utf8JsonWriter json, string issuer, IReadOnlySet<string> paths)
    {
        json.WriteStartObject();
        json.WriteString("issuer", issuer);
        json.WriteString("jwks_uri", issuer + KeyEndpoints.Jwks);
        foreach ((string name, string path) in Endpoints.Where(e => paths.Contains(e.Path)))
        {
            json.WriteString(name, issuer + path);
        }

        // RFC 8414 2 wants the list although there is no authorization endpoint to which it could apply.
        WriteList(json, "response_types_supported", []);
        WriteList(json, "grant_types_supported", []);
        WriteList(json, "subject_types_supported", ["public"]);
        WriteList(json, "id_token_signing_alg_values_supported", [VerificationKey.Algorithm]);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, ReadOnlySpan<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
