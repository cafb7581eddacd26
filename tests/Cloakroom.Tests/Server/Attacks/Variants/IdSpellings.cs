using System.Text;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Server.Attacks.Variants;

/// <summary>Other texts that some reader would take for the same ID: no two texts name one session (promise R1).</summary>
internal static class IdSpellings
{
    public static IEnumerable<string> Of(string id)
    {
        byte[] bytes = DecodeFromChars(id);
        return new[]
        {
            Convert.ToBase64String(bytes), Convert.ToBase64String(bytes).TrimEnd('='), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), id + "=", id + "==", id + ".", id + "%00",
            id + "%20", id + "\u00A0", $"\"{id}\"", $"'{id}'", $"{id},{id}", $"{id}%3D", $"%20{id}", id[..20] + "%2D" + id[20..], id[..20] + " " + id[20..], id[..20] + "-" + id[20..],
            Percent(id), Percent(id[..1]) + id[1..], id[..^1] + Percent(id[^1..]), new string([.. id.Reverse()]), id.ToUpperInvariant(), id.ToLowerInvariant(), id + id, id[1..], id[1..] + id[0],
            EncodeToString(Encoding.ASCII.GetBytes(id)), EncodeToString([.. bytes, 0]), EncodeToString([0, .. bytes]), $"s:{id}", $"{id}.x", $"j:\"{id}\"", $"{{\"id\":\"{id}\"}}",
        }
        .Concat(Enumerable.Range(0, id.Length).Select(i => id[..i] + Neighbour(id[i]) + id[(i + 1)..])).Where(t => t != id).Distinct(StringComparer.Ordinal);
    }

    private static string Percent(string text) => string.Concat(text.Select(c => $"%{(int)c:X2}"));

    // The one that differs in the lowest bit: at the end of an ID it is the same bytes for a reader who does not look at what is left over.
    private static char Neighbour(char c)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return alphabet[alphabet.IndexOf(c, StringComparison.Ordinal) ^ 1];
    }
}
