using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor.Probe;

/// <summary>One kind of cookie that the page tries in the visitor's browser.</summary>
/// <param name="Id">Short and stable; the name in the report.</param>
/// <param name="Label">For a person.</param>
/// <param name="Name">Name of the cookie; nobody else uses it.</param>
/// <param name="Attributes">The attributes, as they are written.</param>
/// <param name="Telling">The part of the line that it is about, as <see cref="CookiePart.Text"/> has it.</param>
internal sealed record ProbeCookie(string Id, string Label, string Name, string Attributes, string Telling)
{
    // Whatever happens to the page, none of them stays.
    private const string Short = "; Max-Age=300";

    /// <summary>The kinds, for the host of a deployment. Paths keep them away from everything but the doctor.</summary>
    public static IReadOnlyList<ProbeCookie> All(PublicOrigin origin) =>
    [
        new("session", "Without expiry", "doctor-session", "Path=/doctor", "Max-Age"),
        new("persistent", "With Max-Age", "doctor-persistent", "Path=/doctor" + Short, "Max-Age=300"),
        new("httponly", "HttpOnly", "doctor-httponly", "Path=/doctor; HttpOnly" + Short, "HttpOnly"),
        new("secure", "Secure", "doctor-secure", "Path=/doctor; Secure" + Short, "Secure"),
        new("strict", "SameSite=Strict", "doctor-strict", "Path=/doctor; SameSite=Strict" + Short, "SameSite=Strict"),
        new("lax", "SameSite=Lax", "doctor-lax", "Path=/doctor; SameSite=Lax" + Short, "SameSite=Lax"),
        new("none", "SameSite=None", "doctor-none", "Path=/doctor; SameSite=None; Secure" + Short, "SameSite=None"),
        new("none-bare", "SameSite=None without Secure", "doctor-none-bare", "Path=/doctor; SameSite=None" + Short, "SameSite=None"),
        new("partitioned", "Partitioned", "doctor-partitioned", "Path=/doctor; SameSite=None; Secure; Partitioned" + Short, "Partitioned"),
        new("host", "Prefix __Host-", "__Host-doctor", "Path=/; Secure" + Short, "__Host-doctor"),
        new("host-path", "Prefix __Host- with a path", "__Host-doctor-path", "Path=/doctor; Secure" + Short, "__Host-doctor-path"),
        new("secure-prefix", "Prefix __Secure-", "__Secure-doctor", "Path=/doctor; Secure" + Short, "__Secure-doctor"),
        new("path", "Path of the probe alone", "doctor-path", "Path=/doctor/probe" + Short, "Path=/doctor/probe"),
        new("elsewhere", "Path of something else", "doctor-elsewhere", "Path=/elsewhere" + Short, "Path=/elsewhere"),
        new("domain", "Domain of this host", "doctor-domain", $"Path=/doctor; Domain={origin.Url.IdnHost}" + Short, $"Domain={origin.Url.IdnHost}"),
        new("foreign", "Domain of another host", "doctor-foreign", "Path=/doctor; Domain=other.example" + Short, "Domain=other.example"),
    ];

    /// <summary>The line that sets it.</summary>
    /// <param name="run">Which try it belongs to, so that one from an earlier try is not taken for one of this.</param>
    public string Line(string run) => $"{Name}={run}; {Attributes}";

    /// <summary>What that part means.</summary>
    public string Meaning => CookiePart.Explain(CookieLine.Read(Line("1"))).First(p => p.Text == Telling).Explanation;

    /// <summary>The line that deletes it: the same scope, over already.</summary>
    public string Deletion => $"{Name}=; {Attributes.Replace(Short, "", StringComparison.Ordinal)}; Max-Age=0";
}
