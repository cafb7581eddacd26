using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace Cloakroom.Server.External;

/// <summary>
/// Writes a flow as the parameter <c>state</c> and reads it back: encrypted and authenticated by ASP.NET Core Data Protection, whose keys
/// are in the store, so that any node may read it. Who sends another state, or an old one, is told nothing but that.
/// </summary>
internal sealed class FlowState(IDataProtectionProvider protection, TimeProvider time)
{
    private const byte Version = 1;
    private const int MaxLength = 4096;

    private readonly IDataProtector _protector = protection.CreateProtector("Cloakroom.External.State");

    public string Write(Flow flow)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        // Byte by byte: version (1), purpose (1), began at in Unix milliseconds (8), ID (16), browser (32), then provider, user
        // and return, each with its length in front.
        writer.Write(Version);
        writer.Write((byte)flow.Purpose);
        writer.Write(flow.BeganAt.ToUnixTimeMilliseconds());
        writer.Write(flow.Id);
        writer.Write(flow.Browser);
        writer.Write(flow.Provider);
        writer.Write(flow.UserId);
        writer.Write(flow.Return);
        writer.Flush();
        return Base64Url.EncodeToString(_protector.Protect(bytes.ToArray()));
    }

    /// <summary>False for what was not written here, was altered, or is older than <see cref="Flow.Life"/>.</summary>
    public bool TryRead(string? state, [NotNullWhen(true)] out Flow? flow)
    {
        flow = null;
        if (state is not { Length: > 0 and <= MaxLength } || Base64UrlText.TryDecode(state) is not { } bytes)
        {
            return false;
        }

        try
        {
            flow = Read(_protector.Unprotect(bytes));
        }
        catch (Exception other) when (other is CryptographicException or FormatException or EndOfStreamException)
        {
            return false;
        }

        return flow is not null && time.GetUtcNow() - flow.BeganAt < Flow.Life;
    }

    private static Flow? Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        if (reader.ReadByte() != Version)
        {
            return null;
        }

        var purpose = (FlowPurpose)reader.ReadByte();
        var began = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
        byte[] id = reader.ReadBytes(Flow.IdLength), browser = reader.ReadBytes(SHA256.HashSizeInBytes);
        string provider = reader.ReadString(), user = reader.ReadString();
        return new(id, provider, purpose, browser, began, reader.ReadString()) { UserId = user };
    }
}
