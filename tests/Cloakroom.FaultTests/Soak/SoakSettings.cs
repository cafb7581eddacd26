using System.Globalization;

namespace Cloakroom.FaultTests.Soak;

/// <summary>How long and how wide a soak is.</summary>
internal sealed record SoakSettings(TimeSpan Length, TimeSpan Every, int Sessions, TimeSpan Pause)
{
    /// <summary>
    /// Ten minutes with --long, or as many as CLOAKROOM_SOAK_MINUTES says (480 before a release); otherwise some seconds, in which nothing can
    /// be said about memory and everything about promises.
    /// </summary>
    public static SoakSettings Chosen =>
        double.TryParse(Environment.GetEnvironmentVariable("CLOAKROOM_SOAK_MINUTES"), CultureInfo.InvariantCulture, out double minutes) ? Long(minutes)
        : Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? Long(10)
        : new(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(4), 40, TimeSpan.FromMilliseconds(50));

    /// <summary>Whether it is long enough to tell whether something grows.</summary>
    public bool TellsGrowth => Length >= TimeSpan.FromMinutes(5);

    private static SoakSettings Long(double minutes) => new(TimeSpan.FromMinutes(minutes), TimeSpan.FromSeconds(30), 10_000, TimeSpan.FromMilliseconds(100));
}
