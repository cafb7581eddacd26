namespace Cloakroom.Server.HandOver;

/// <summary>
/// A session on its way to another host: good for one browser, one host and a minute. It travels in an address, encrypted; without the secret
/// that this browser keeps in a cookie of that host it is worth nothing.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Place">The address on the other host that the person wanted.</param>
/// <param name="Browser">What only the right browser can make again.</param>
/// <param name="IssuedAt">When.</param>
internal sealed record SessionVoucher(SessionId Id, string Place, string Browser, DateTimeOffset IssuedAt)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    /// <summary>Prints no secret.</summary>
    public override string ToString() => nameof(SessionVoucher);
}
