namespace Cloakroom.Server.Accounts.Factors;

/// <summary>Adds the second factor.</summary>
internal static class FactorsRegistration
{
    public static void AddFactors(this IServiceCollection services)
    {
        services.AddSingleton(p => new FactorVault(SigningKeys.Secret(p.GetRequiredService<CloakroomOptions>().Keys.Secret)));
        services.AddSingleton<AccountFactors>();
        services.AddSingleton<PendingLogins>();
        services.AddSingleton<CodeCheck>();
        services.AddSingleton<PendingCookie>();
        services.AddScoped<SecondStep>();
        services.AddScoped<FactorChanges>();
    }
}
