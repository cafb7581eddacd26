using System.Collections.Immutable;
using System.Globalization;

namespace Cloakroom.Bench;

/// <summary>A session as people have it. The same in every store, so that what it takes in them can be compared.</summary>
internal static class Typical
{
    /// <summary>For the head of a report.</summary>
    public const string Contents = "a user ID (a number, or where it says so a GUID), an address like `person123456@example.com`, one role, a device (`Firefox on Linux` or one of seven like it), one method, and the times";

    private static readonly ImmutableArray<string> Devices =
    [
        "Firefox on Linux", "Firefox on Windows", "Chrome on Windows", "Chrome on Android", "Safari on iPhone", "Safari on Mac", "Edge on Windows", "Chrome on Mac",
    ];

    public static string UserId(int user, bool isGuid = false) =>
        isGuid ? new Guid(user, 7, 4711, 1, 2, 3, 4, 5, 6, 7, 8).ToString() : user.ToString(CultureInfo.InvariantCulture);

    /// <summary>A login of this moment, with an ID that the store takes.</summary>
    public static Session Login(ISessionStore store, int user, bool isGuid = false)
    {
        string id = UserId(user, isGuid);
        return Of(id, user, SessionId.CreateFor(store, id).DigestFor(store), TimeProvider.System.GetUtcNow());
    }

    /// <summary>The record under this digest.</summary>
    public static Session Of(string userId, int user, SessionDigest digest, DateTimeOffset login) => new()
    {
        Digest = digest,
        Handle = SessionHandle.Create(),
        User = new SessionUser(userId) { Email = string.Create(CultureInfo.InvariantCulture, $"person{user}@example.com"), Roles = ["user"] },
        AuthenticationMethods = ["pwd"],
        Device = Devices[user % Devices.Length],
        CreatedAt = login,
        AuthenticatedAt = login,
        LastSeenAt = login,
        ExpiresAt = login.AddDays(1),
        IdleTimeout = TimeSpan.FromHours(1),
    };
}
