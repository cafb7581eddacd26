using Cloakroom.Server.Doctor;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Cli;

/// <summary>The flags and addresses of the doctor. It reads no settings: a flag that is none of its own is a mistake.</summary>
internal static class DoctorFlags
{
    private const string Section = "Cloakroom:";

    /// <exception cref="StartRefusedException">A flag is none of these.</exception>
    public static void Allow(Arguments arguments, params string[] flags)
    {
        string? unknown = arguments.Settings.Keys.Select(Name).Concat(arguments.Switches.Where(s => s != "json")).FirstOrDefault(f => !flags.Contains(f, StringComparer.Ordinal));
        if (unknown is not null)
        {
            throw new StartRefusedException($"--{CookieLine.Printable(unknown)} is no flag of this command; it has {string.Join(", ", flags.Select(f => "--" + f))} and --json.");
        }
    }

    /// <summary>The value of a flag; null when it is absent.</summary>
    public static string? Get(Arguments arguments, string flag) => arguments.Settings.FirstOrDefault(s => Name(s.Key) == flag).Value;

    /// <exception cref="StartRefusedException">It is no address of http or https.</exception>
    public static Uri Address(string what, string? text) =>
        text is null ? throw new StartRefusedException($"{what} is missing; write for example https://app.example/login.")
        : WebAddress.TryRead(text, out Uri? url) ? url
        : throw new StartRefusedException($"{what} '{CookieLine.Printable(text)}' is not an http or https address; write for example https://app.example/login.");

    private static string Name(string key) => key.StartsWith(Section, StringComparison.Ordinal) ? key[Section.Length..] : key;
}
