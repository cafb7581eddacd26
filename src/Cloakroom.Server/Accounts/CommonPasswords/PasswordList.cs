using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// A list of passwords that many people have, as sorted fingerprints: 8 bytes each, found by halving. Upper and lower case are one. The
/// chance that a password which is not on a list of a million looks as if it were is one in ten million million.
/// </summary>
internal sealed class PasswordList
{
    private const string Resource = "common-passwords.bin";

    private static readonly Lazy<PasswordList> Brought = new(ReadEmbedded);

    private readonly ulong[] _fingerprints;

    private PasswordList(ulong[] sorted) => _fingerprints = sorted;

    /// <summary>The list that comes along (NOTICE.md beside it). Read at first use.</summary>
    public static PasswordList Embedded => Brought.Value;

    public int Count => _fingerprints.Length;

    public bool Contains(string password) => Array.BinarySearch(_fingerprints, Fingerprint(password)) >= 0;

    /// <summary>Makes a list of lines; empty ones do not count.</summary>
    public static PasswordList Of(IEnumerable<string> lines)
    {
        ulong[] fingerprints = [.. lines.Where(l => l.Length > 0).Select(Fingerprint)];
        Array.Sort(fingerprints);
        return new(fingerprints);
    }

    // The fingerprints in order, each big-endian, as eng/common-passwords.cs writes them.
    private static PasswordList ReadEmbedded()
    {
        using Stream stream = typeof(PasswordList).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not part of the program.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        ulong[] fingerprints = new ulong[bytes.Length / sizeof(ulong)];
        for (int i = 0; i < fingerprints.Length; i++)
        {
            fingerprints[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong)));
        }

        return new(fingerprints);
    }

    // The first 8 bytes of SHA-256 over UTF-8 in upper case.
    private static ulong Fingerprint(string password)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(password.ToUpperInvariant()), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}
