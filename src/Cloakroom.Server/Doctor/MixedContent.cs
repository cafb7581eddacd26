using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>An https page cannot call plain http (Mixed Content 4.4); this machine is an exception (Secure Contexts 3.1).</summary>
internal static class MixedContent
{
    public static Finding? Judge(Uri page, Uri api) =>
        page.Scheme != "https" || api.Scheme != "http" || PublicOrigin.IsLoopback(api.IdnHost) ? null
        : new("mixed-content", Weight.Obstacle,
            $"{page} is an https page and {api} plain http: browsers stop such a call before any cookie is looked at.", $"Serve {api.IdnHost} over https, and call it so.");
}
