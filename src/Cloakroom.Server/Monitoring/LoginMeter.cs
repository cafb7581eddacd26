using System.Diagnostics.Metrics;

namespace Cloakroom.Server.Monitoring;

/// <summary>Counts tries to log in. Whose they were is for the log of events.</summary>
internal static class LoginMeter
{
    private const string Accepted = "accepted";

    private static readonly Meter Meter = new(Telemetry.Name);

    private static readonly Counter<long> Logins = Meter.CreateCounter<long>("cloakroom.logins", "{login}", "Steps of logins that were tried, by result and method");

    /// <summary>A step was tried.</summary>
    /// <param name="method">Which: <c>password</c>, <c>passkey</c>, <c>second_factor</c> or <c>external</c>.</param>
    /// <param name="refused">Why it was refused; null where it was not.</param>
    public static void Count(string method, Reason? refused) => Logins.Add(1, new("result", refused?.Code ?? Accepted), new("method", method));
}
