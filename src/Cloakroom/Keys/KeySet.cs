using System.Text.Json;

namespace Cloakroom.Keys;

/// <summary>Reads a list of public keys, as verifiers get it (RFC 7517 5).</summary>
internal static class KeySet
{
    /// <summary>
    /// The keys of it that verify ES256; others are for somebody else and passed over. Null when the whole list is not to be trusted: it is
    /// no list, it names two keys alike, or it has a symmetric key, which whoever verifies could sign with.
    /// </summary>
    public static IReadOnlyList<VerificationKey>? TryRead(byte[] utf8)
    {
        if (TokenJson.TryRead(utf8) is not { } set || !set.TryGetProperty("keys", out JsonElement keys) || keys.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        JsonElement[] all = [.. keys.EnumerateArray()];
        string[] names = [.. all.Where(k => k.ValueKind == JsonValueKind.Object).Select(k => k.TextOf("kid")).OfType<string>()];
        bool isSymmetric = all.Any(k => k.ValueKind != JsonValueKind.Object || k.TryGetProperty("k", out _) || k.TextOf("kty") == "oct");
        return isSymmetric || names.Distinct(StringComparer.Ordinal).Count() != names.Length
            ? null : [.. all.Select(VerificationKey.TryRead).OfType<VerificationKey>()];
    }
}
