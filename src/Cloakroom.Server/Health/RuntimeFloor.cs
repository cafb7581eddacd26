using System.Reflection;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Health;

/// <summary>
/// The oldest runtime that this server runs on: one with a known hole in what it uses would make all other care worthless (promise T24). The
/// program is as safe as the runtime that it is started with, which is not always the one that it was built for.
/// </summary>
internal sealed class RuntimeFloor
{
    // CVE-2026-40372 (dotnet/announcements 395): Data Protection of 10.0.0 to 10.0.6 accepts forged payloads. CVE-2025-55315
    // (request smuggling in Kestrel) was mended before 10.0.0.
    private static readonly Version Least = new(10, 0, 7);

    private RuntimeFloor(string? problem) => Problem = problem;

    /// <summary>What is wrong and what to do; null when all is well.</summary>
    public string? Problem { get; }

    /// <summary>Of the runtime of this process and its ASP.NET Core, which may differ.</summary>
    public static RuntimeFloor Current { get; } = Of(Environment.Version, AspNetCore());

    public static RuntimeFloor Of(Version runtime, Version aspNetCore)
    {
        Version older = runtime < aspNetCore ? runtime : aspNetCore;
        return new(older >= Least ? null : $"This is .NET {older}, which has known holes in what this server uses (CVE-2026-40372); install {Least} or later.");
    }

    /// <exception cref="StartRefusedException">The runtime is too old, and nobody has allowed it.</exception>
    public void Require(ServerOptions options)
    {
        if (Problem is not null && !options.AllowsOldRuntime)
        {
            throw new StartRefusedException($"{Problem} To start all the same, set Cloakroom:Runtime:InsecureAllowVulnerable to true.");
        }
    }

    // The informational version is the one of the release; a version of an assembly stays 10.0.0.0.
    private static Version AspNetCore()
    {
        string? text = typeof(WebApplication).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+', '-')[0];
        return Version.TryParse(text, out Version? version) ? version : new Version(0, 0);
    }
}
