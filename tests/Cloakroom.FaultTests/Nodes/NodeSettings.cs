using System.Text.Json;

namespace Cloakroom.FaultTests.Nodes;

/// <summary>How one node is set up.</summary>
/// <param name="Store">Its store, as the server's setting <c>Store</c> has it: <c>redis://…</c>, <c>sqlite:…</c>.</param>
/// <param name="Folder">A folder of its own.</param>
internal sealed record NodeSettings(string Store, string Folder)
{
    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary><c>Session:FailStatic</c>.</summary>
    public TimeSpan FailStatic { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Written on one line, for a node in a process of its own.</summary>
    public string ToArgument() => JsonSerializer.Serialize(this);

    public static NodeSettings Parse(string argument) =>
        JsonSerializer.Deserialize<NodeSettings>(argument) ?? throw new ArgumentException("These are no settings of a node.", nameof(argument));
}
