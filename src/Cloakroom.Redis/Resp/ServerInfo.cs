using System.Globalization;
using System.Text;

namespace Cloakroom.Redis;

/// <summary>What INFO said: a name and a value on every line.</summary>
internal sealed class ServerInfo
{
    private readonly Dictionary<string, string> _lines = new(StringComparer.Ordinal);

    public ServerInfo(in Reply reply)
    {
        foreach (string line in Encoding.UTF8.GetString(reply.Bytes).Split('\n'))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                _lines[line[..colon]] = line[(colon + 1)..].TrimEnd('\r');
            }
        }
    }

    /// <summary>Empty where the server said nothing of it.</summary>
    public string this[string name] => _lines.GetValueOrDefault(name, "");

    /// <summary>Whether it is Garnet, which calls itself Redis as well.</summary>
    public bool IsGarnet => this["garnet_version"].Length > 0;

    /// <summary>Whether it takes no writes because it follows another server.</summary>
    public bool IsReplica => this["role"] == "slave";

    /// <summary>Replicas that follow it, without those that are still being given its data.</summary>
    public int OnlineReplicas => _lines.Count(l =>
        l.Key.StartsWith("slave", StringComparison.Ordinal) && l.Value.Contains("state=online", StringComparison.Ordinal));

    /// <summary>Null where the server said nothing of it, or no number.</summary>
    public long? Number(string name) => long.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
