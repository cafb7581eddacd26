using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor.Probe;

/// <summary>One kind of cookie that the page tries in the visitor's browser.</summary>
/// <param name="Id">Short and stable; the name in the report.</param>
/// <param name="Label">For a person.</param>
/// <param name="Name">Name of the cookie; nobody else uses it.</param>
/// <param name="Attributes">The attributes, as they are written.</param>
internal sealed record ProbeCookie(string Id, string Label, string Name, string Attributes)
{
    // Whatever happens to the page, none of them stays.
    private const string Short = "; Max-Age=300";

    /// <summary>The kinds, for the host of a deployment. Paths keep them away from everything but the doctor.</summary>
    public static IReadOnlyList<ProbeCookie> All(PublicOrigin origin) =>
    [
        new("session", "Without expiry", "doctor-session", "Path=/doctor"),
        new("persistent", "With Max-Age", "doctor-persistent", "Path=/doctor" + Short),
        new("httponly", "HttpOnly", "doctor-httponly", "Path=/doctor; HttpOnly" + Short),
        new("secure", "Secure", "doctor-secure", "Path=/doctor; Secure" + Short),
        new("strict", "SameSite=Strict", "doctor-strict", "Path=/doctor; SameSite=Strict" + Short),
        new("lax", "SameSite=Lax", "doctor-lax", "Path=/doctor; SameSite=Lax" + Short),
        new("none", "SameSite=None", "doctor-none", "Path=/doctor; SameSite=None; Secure" + Short),
        new("none-bare", "SameSite=None without Secure", "doctor-none-bare", "Path=/doctor; SameSite=None" + Short),
        new("partitioned", "Partitioned", "doctor-partitioned", "Path=/doctor; SameSite=None; Secure; Partitioned" + Short),
        new("host", "Prefix __Host-", "__Host-doctor", "Path=/; Secure" + Short),
        new("host-path", "Prefix __Host- with a path", "__Host-doctor-path", "Path=/doctor; Secure" + Short),
        new("secure-prefix", "Prefix __Secure-", "__Secure-doctor", "Path=/doctor; Secure" + Short),
        new("path", "Path of the probe alone", "doctor-path", "Path=/doctor/probe" + Short),
        new("elsewhere", "Path of something else", "doctor-elsewhere", "Path=/elsewhere" + Short),
        new("domain", "Domain of this host", "doctor-domain", $"Path=/doctor; Domain={origin.Url.IdnHost}" + Short),
        new("foreign", "Domain of another host", "doctor-foreign", "Path=/doctor; Domain=other.example" + Short),
    ];

    /// <summary>The line that sets it.</summary>
    /// <param name="run">Which try it belongs to, so that one from an earlier try is not taken for one of this.</param>
    public string Line(string run) => $"{Name}={run}; {Attributes}";

    /// <summary>The line that deletes it: the same scope, over already.</summary>
    public string Deletion => $"{Name}=; {Attributes.Replace(Short, "", StringComparison.Ordinal)}; Max-Age=0";
}
