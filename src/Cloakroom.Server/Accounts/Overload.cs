using System.Security.Cryptography;

namespace Cloakroom.Server.Accounts;

/// <summary>Sends people away for a moment, not all until the same one: the wait is drawn from 1 to 10 seconds.</summary>
internal static class Overload
{
    public static Refusal Refusal() =>
        Cloakroom.Refusal.Because(Reason.Overloaded, retryAfter: TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(1, 11)));
}
