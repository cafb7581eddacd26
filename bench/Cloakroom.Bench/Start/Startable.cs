namespace Cloakroom.Bench.Start;

/// <summary>Something that is started and asked.</summary>
/// <param name="Name">Its name in the report; Markdown.</param>
/// <param name="File">An assembly, or a program.</param>
/// <param name="Folder">Where it keeps its files; the same at each start, so that only the first makes them.</param>
internal sealed record Startable(string Name, string File, string Folder)
{
    /// <summary>Whether it is the server, which has accounts and says when it is ready.</summary>
    public bool IsServer { get; init; }

    /// <summary>What is asked until it answers 200.</summary>
    public string ReadyPath { get; init; } = "/";

    /// <summary>Size of the file that is run and of what lies beside it to run it, in bytes.</summary>
    public long Bytes => new FileInfo(File).Length + Directory.GetFiles(Path.GetDirectoryName(File) ?? ".", "*.so").Sum(f => new FileInfo(f).Length);
}
