using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Cloakroom.Redis;

/// <summary>Where the sessions of a user lie, as 8 bytes that only the store's key connects with the user.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Place(ulong Value)
{
    public const int Length = 8;

    public byte[] ToArray() => BitConverter.GetBytes(Value);

    /// <summary>As part of a key: 11 characters of base64url.</summary>
    public override string ToString() => Base64Url.EncodeToString(BitConverter.GetBytes(Value));
}

/// <summary>A user as the scripts know them: the place, and a mark in every record that tells users apart who share one.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UserPlace(Place Place, uint Mark)
{
    public const int MarkLength = 4;

    public byte[] MarkBytes() => BitConverter.GetBytes(Mark);
}
