using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Redis;

/// <summary>One atomic step on the keys of a user. Redis knows it by the SHA-1 of its text, and is told the text when it does not.</summary>
internal sealed class Script
{
    public static readonly Script
        Create = new("create"), Replace = new("replace"), Update = new("update"), Touch = new("touch"), Delete = new("delete"),
        DeleteUser = new("delete-user"), Sweep = new("sweep"), ReadData = new("data-read"), WriteData = new("data-write");

    private Script(string name)
    {
        string own = Read(name), prelude = Read("prelude");
        // Redis wants the line that tells the flags first; with none, writing at maxmemory is refused before anything is done.
        int end = own.StartsWith("#!", StringComparison.Ordinal) ? own.IndexOf('\n', StringComparison.Ordinal) + 1 : 0;
        Flagged = new ScriptText((end > 0 ? own[..end] : "#!lua\n") + prelude + own[end..]);
        Plain = new ScriptText(prelude + own[end..]);
    }

    /// <summary>With the line of flags that Redis and Valkey know.</summary>
    public ScriptText Flagged { get; }

    /// <summary>For Garnet, which knows no flags and no memory limit at which they would matter.</summary>
    public ScriptText Plain { get; }

    /// <summary>Whether it ends a session that somebody wants to be over, and so waits for replicas.</summary>
    public bool Revokes => this == Delete || this == DeleteUser || this == Replace;

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Scripts/{name}.lua")
            ?? throw new InvalidOperationException($"The script {name} is not part of this build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>What is sent: the digest, and the text where the digest is not known.</summary>
internal sealed record ScriptText(string Text)
{
    public string Digest { get; } = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(Text)));
}
