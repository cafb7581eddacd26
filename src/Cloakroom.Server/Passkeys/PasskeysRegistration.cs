using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Cloakroom.Server.Passkeys;

/// <summary>Adds passkeys: Identity checks what the authenticator says, and the public address decides for which site.</summary>
internal static class PasskeysRegistration
{
    public static IServiceCollection AddPasskeys(this IServiceCollection services)
    {
        services.AddSingleton<PasskeySite>();
        services.AddSingleton<PasskeyStates>();
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.AddScoped<PasskeyRecords>();
        services.AddScoped<PasskeyShelf>();
        services.AddScoped<PasskeyLogin>();
        services.AddScoped<PasskeyRegistration>();
        services.AddScoped<PasskeyChange>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<PasskeySite>(Configure);
        return services;
    }

    private static void Configure(IdentityPasskeyOptions options, PasskeySite site)
    {
        // Web Authentication Level 3, 13.4.9: the site and the origin are those that were set up, whatever a request says about itself.
        options.ServerDomain = site.Id;
        options.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && asked.Origin == site.Origin);
        // A PIN or a finger: so a passkey is both factors.
        options.UserVerificationRequirement = "required";
        // Found by the authenticator itself, so that nobody has to type who they are.
        options.ResidentKeyRequirement = "required";
        // Which make it is does not matter here, so nobody is asked to prove it.
        options.AttestationConveyancePreference = "none";
        options.AuthenticatorTimeout = PasskeyStates.Lifetime;
    }
}
