using System.Collections.Immutable;

namespace Cloakroom;

/// <summary>
/// Makes the copy that the near cache keeps, and says how much memory it takes. The numbers are those of the 64-bit runtime; a test
/// compares them with what the garbage collector counts.
/// </summary>
internal static class CacheFootprint
{
    /// <summary>What every entry takes: the objects, two places in tables that are 71 to 80 % full, one ghost.</summary>
    public const int Fixed = SessionObject + UserObject + ValidObject + EntryObject + (2 * 12) + 4;

    private const int SessionObject = 136, UserObject = 40, ValidObject = 24, EntryObject = 64;

    /// <summary>Null if it is too large to keep.</summary>
    public static CachedSession? Copy(Session session, Fingerprint fingerprint, SharedText shared)
    {
        string device = session.Device;
        ImmutableArray<string> methods = session.AuthenticationMethods;
        ImmutableArray<string> roles = session.User.Roles;
        int bytes = Fixed + Size(session.User.Id) + (session.User.Email is { } email ? Size(email) : 0)
            + (shared.TryShare(ref device) ? 0 : Size(device))
            + (shared.TryShare(ref methods) ? 0 : Size(methods))
            + (shared.TryShare(ref roles) ? 0 : Size(roles));
        if (bytes > ushort.MaxValue)
        {
            return null;
        }

        // Made in one go, so that they lie side by side in memory: who reads one often reads the next.
        SessionUser user = session.User with { Roles = roles };
        Session copy = session with { User = user, Device = device, AuthenticationMethods = methods };
        return new CachedSession(fingerprint, new Decision.Valid(copy), (ushort)bytes);
    }

    private static int Size(string text) => (22 + (2 * text.Length) + 7) & ~7;

    private static int Size(ImmutableArray<string> list) => 24 + (8 * list.Length) + list.Sum(Size);
}
