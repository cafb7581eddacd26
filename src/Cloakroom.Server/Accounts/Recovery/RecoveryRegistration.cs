namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>Adds what follows a link from a mail, and the changes of password and address.</summary>
internal static class RecoveryRegistration
{
    public static IServiceCollection AddRecovery(this IServiceCollection services)
    {
        services.AddSingleton<MailLinks>();
        services.AddScoped<LinkedChange>().AddScoped<SignUp>().AddScoped<Confirmation>();
        services.AddScoped<PasswordReset>().AddScoped<PasswordChange>().AddScoped<AddressChange>();
        return services;
    }
}
