using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cloakroom;

/// <summary>
/// The public name of a session (<c>sid</c> in lists, logs and tokens): 128 random bits as 22 base64url characters.
/// Worthless to a thief: nothing is authenticated by it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SessionHandle
{
    /// <summary>Length of the encoded form, in characters.</summary>
    public const int EncodedLength = 22;

    /// <summary>Length in bytes.</summary>
    public const int ByteLength = 16;

    private readonly ulong _a, _b;

    /// <summary>Reads a handle from exactly 16 bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 16 bytes long.</exception>
    public SessionHandle(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength)
        {
            throw new ArgumentException("A session handle has 16 bytes.", nameof(bytes));
        }

        this = MemoryMarshal.Read<SessionHandle>(bytes);
    }

    /// <summary>Makes a new handle.</summary>
    public static SessionHandle Create()
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        RandomNumberGenerator.Fill(bytes);
        return new SessionHandle(bytes);
    }

    /// <summary>Reads the 22-character form.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionHandle handle)
    {
        handle = default;
        Span<byte> bytes = stackalloc byte[ByteLength];
        if (text.Length != EncodedLength
            || Base64Url.DecodeFromChars(text, bytes, out _, out int written) != System.Buffers.OperationStatus.Done
            || written != ByteLength)
        {
            return false;
        }

        // 22 characters carry 132 bits; only the form whose last four are zero is written, so only that one is read.
        var read = new SessionHandle(bytes);
        if (!text.SequenceEqual(read.ToString()))
        {
            return false;
        }

        handle = read;
        return true;
    }

    /// <summary>Copies the 16 bytes to <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in this, 1)).CopyTo(destination);

    /// <summary>The 22-character form.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in this, 1)));
}
