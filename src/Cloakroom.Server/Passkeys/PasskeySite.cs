namespace Cloakroom.Server.Passkeys;

/// <summary>For which site passkeys are made: the host of the public address, whatever a request says (Web Authentication Level 3, 5.1.3 step 7).</summary>
internal sealed class PasskeySite(Deployment deployment)
{
    public string Id => deployment.Origin.Url.IdnHost;

    public string Origin => deployment.Origin.Serialized;

    /// <summary>Whether browsers make passkeys for it: never for an IP address.</summary>
    public bool CanHavePasskeys => deployment.Origin.Url.HostNameType == UriHostNameType.Dns;
}
