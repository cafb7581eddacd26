namespace Cloakroom.Server.HandOver;

/// <summary>Adds what one login for several hosts needs.</summary>
internal static class HandOverRegistration
{
    public static void AddHandOver(this IServiceCollection services) => services.AddSingleton<SessionVouchers>();
}
