using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Passkeys;

/// <summary>Identity reports whatever goes wrong as a passkey that will not do. That the database is away must stay an outage.</summary>
internal static class PasskeyOutage
{
    public static void ThrowIf(Exception? failure)
    {
        if (failure is not null && AccountsDatabase.IsUnavailable(failure))
        {
            throw new InvalidOperationException("The passkeys cannot be read.", failure);
        }
    }
}
