using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;

namespace Cloakroom.Bench.Apps;

/// <summary>A user with the claims that a session of ours has, for the others to keep.</summary>
internal static class Person
{
    public static ClaimsPrincipal Of(string id) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, id), new(ClaimTypes.Role, "user"), new("sid", RandomNumberGenerator.GetHexString(32)),
            new("auth_time", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ],
        "password"));
}
