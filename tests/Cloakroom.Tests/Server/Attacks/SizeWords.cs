using System.IO.Compression;
using System.Text.Json.Nodes;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Tokens that cost whoever begins to read them (A070).</summary>
internal static class SizeWords
{
    public static string[]? Of(Forger forger, string word) => word switch
    {
        "'.'*1000000" => [new string('.', 1_000_000), new string('.', 20_000)],
        "JWE zip:DEF bomb" => [Encrypted(new() { ["alg"] = "dir", ["enc"] = "A256GCM", ["zip"] = "DEF" }, Bomb())],
        "PBES2 p2c:2147483647" => [Encrypted(new() { ["alg"] = "PBES2-HS256+A128KW", ["enc"] = "A128GCM", ["p2s"] = "c2FsdHNhbHQ", ["p2c"] = int.MaxValue }, new byte[64])],
        "60 KiB token" => [Long(forger, 60 * 1024), Long(forger, 20 * 1024), Long(forger, 9 * 1024)],
        _ => null,
    };

    // Good but for its length.
    private static string Long(Forger forger, int length) => forger.WithClaims(c => c["x"] = new string('x', length * 3 / 4));

    private static string Encrypted(JsonObject header, byte[] text) =>
        $"{EncodeToString(System.Text.Encoding.UTF8.GetBytes(header.ToJsonString()))}..{EncodeToString(new byte[12])}.{EncodeToString(text)}.{EncodeToString(new byte[16])}";

    // A few kilobytes that grow to as many megabytes.
    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(new byte[4 << 20]);
        }

        return packed.ToArray();
    }
}
