using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Cli;

/// <summary><c>doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Task RunAsync(Arguments arguments, TextWriter output) => throw new StartRefusedException("Write doctor cookie LINE.");
}
