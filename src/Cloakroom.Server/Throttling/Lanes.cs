using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Throttling;

/// <summary>Chooses the lane of a try: the device's own, unless it is closed; then it is one browser among others.</summary>
internal sealed class Lanes(LoginThrottle throttle, Devices devices)
{
    public Lane Of(HttpContext context, EmailAddress name, string? accountId) =>
        Own(name, DeviceCookie.Read(context), accountId) ?? Lane.Of(name, ClientAddress.Of(context));

    /// <summary>The lane of a device that was shown; null when there is none for this account.</summary>
    public Lane? Own(EmailAddress name, IReadOnlyList<Device> shown, string? accountId) =>
        devices.Find(shown, accountId) is { } device && Lane.Of(name, device) is var own && throttle.Wait(own) != LoginThrottle.Closed ? own : null;
}
