using System.Globalization;
using System.Text.Json;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Cli;

/// <summary>Output for a person, one line each, or with <c>--json</c> one JSON array for a program.</summary>
internal static class Printer
{
    public static void Print<T>(TextWriter output, Arguments arguments, IEnumerable<T> lines)
        where T : ILine
    {
        if (arguments.Switches.Contains("json"))
        {
            output.WriteLine(JsonSerializer.Serialize(lines, ServerJson.Options));
            return;
        }

        foreach (T line in lines)
        {
            // An address or a device may hold what a terminal takes for a command.
            output.WriteLine(string.Concat(line.Text.Select(c => char.IsControl(c) ? '?' : c)));
        }
    }

    public static string Time(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

}

/// <summary>One thing to print.</summary>
internal interface ILine
{
    /// <summary>For a person; never part of the JSON.</summary>
    string Text { get; }
}
