using System.Buffers.Text;
using Cloakroom.Cookies;
using Cloakroom.Keys;

namespace Cloakroom.Server.Throttling;

/// <summary>
/// The cookie that a browser is known by at its next login (OWASP "Slow Down Online Guessing Attacks with Device Cookies"). Up to four
/// devices joined by dots, the latest first: one for each account that was logged in with in this browser. No session is in it, nor a name.
/// </summary>
internal static class DeviceCookie
{
    private const int Most = 4;
    private static readonly int TextLength = Base64Url.GetEncodedLength(Device.Size);

    public static string Name(Deployment deployment) => deployment.Origin.IsHttps ? "__Host-device" : "device";

    /// <summary>What the request shows, unchecked; empty for nothing, or for anything else than a cookie of ours.</summary>
    public static IReadOnlyList<Device> Read(HttpContext context)
    {
        string name = Name(context.RequestServices.GetRequiredService<Deployment>());
        if (CookieHeader.Find(string.Join("; ", context.Request.Headers.Cookie.ToArray()), name, out ReadOnlySpan<char> value) != CookieMatch.One
            || value.Length > (Most * (TextLength + 1)) - 1)
        {
            return [];
        }

        var devices = new List<Device>();
        foreach (Range part in value.Split('.'))
        {
            if (value[part].Length != TextLength || Base64UrlText.TryDecode(value[part]) is not { } bytes || Device.Read(bytes) is not { } device)
            {
                return [];
            }

            devices.Add(device);
        }

        return devices;
    }

    /// <summary>Hands out this device, and those of the others that came with the request.</summary>
    public static void Write(HttpContext context, Device device, IEnumerable<Device> others)
    {
        Deployment deployment = context.RequestServices.GetRequiredService<Deployment>();
        string value = string.Join('.', others.Prepend(device).Take(Most).Select(d => Base64Url.EncodeToString(d.Reveal())));
        var cookie = new SetCookie(Name(deployment), value)
        {
            Secure = deployment.Origin.IsHttps,
            // Who comes back from another provider's login is to be known too; the cookie logs nobody in.
            SameSite = SameSite.Lax,
            MaxAge = TimeSpan.FromDays(Device.Days),
        };
        context.Response.Headers.Append("Set-Cookie", cookie.ToHeader());
    }
}
