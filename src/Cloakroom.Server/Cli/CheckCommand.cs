using System.Text.Json.Serialization;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Cli;

/// <summary><c>--check</c>: reads and checks all settings as a start would, and says where each comes from. Opens nothing and listens nowhere.</summary>
internal static class CheckCommand
{
    public static Task RunAsync(Arguments arguments, TextWriter output)
    {
        WebApplicationBuilder builder = Configuration.CreateBuilder(arguments);
        ServerOptions options = ServerSettings.Read(builder.Configuration);
        SigningKeys.Secret(options.Library.Keys.Secret);
        // Values are not shown: some are passwords.
        Printer.Print(output, arguments, Configuration.Origins(builder.Configuration).Select(o => new OriginLine(o.Key, o.From)));
        return arguments.Switches.Contains("json") ? Task.CompletedTask : output.WriteLineAsync("The settings are in order. What is not listed has its default.");
    }

    private sealed record OriginLine(string Key, string From) : ILine
    {
        [JsonIgnore]
        public string Text => $"{Key}  {From}";
    }
}
