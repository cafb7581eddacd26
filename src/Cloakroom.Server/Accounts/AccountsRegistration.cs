using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Server.Events;
using Cloakroom.Server.Pages;
using Cloakroom.Server.Settings;
using Cloakroom.Server.Throttling;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Cloakroom.Server.Accounts;

/// <summary>Adds the accounts: ASP.NET Core Identity on Entity Framework, with our hashing costs and our own rules for names and passwords.</summary>
internal static class AccountsRegistration
{
    // OWASP Password Storage Cheat Sheet: PBKDF2-HMAC-SHA512 with 220,000 iterations. A higher number takes effect at the next login.
    public const int Iterations = 220_000;

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton(p => Open(p.GetRequiredService<ServerOptions>().Accounts));
        services.AddSingleton(p => new HashGate(p.GetRequiredService<TimeProvider>(), HashGate.DefaultThreads));
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = Iterations);
        services.AddSingleton<LoginAddresses>();
        services.AddSingleton<AddressThrottle>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<Devices>();
        services.AddSingleton<Lanes>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<PasswordChecks>();
        services.AddSingleton<PasswordRules>();
        services.AddSingleton<RegistrationRule>();
        services.AddSingleton<IRegistration>(p => p.GetRequiredService<RegistrationRule>());
        services.AddFactors();
        services.AddScoped<Registration>();
        services.AddScoped<Login>();
        services.AddScoped<Admission>();
        services.AddScoped<AccountUsers>();
        services.AddScoped<AccountExport>();
        services.AddScoped<AccountDeletion>();
        services.AddScoped<IRefreshUsers>(p => p.GetRequiredService<AccountUsers>());
        services.AddHostedService<AccountsWarmUp>();
        services.AddSingleton<Rehashing>();
        services.AddHostedService(p => p.GetRequiredService<Rehashing>());
        services.AddDbContext<AccountsContext>(Use);
        services.AddIdentityCore<Account>(Configure).AddRoles<IdentityRole>().AddEntityFrameworkStores<AccountsContext>();
        return services;
    }

    private static AccountsDatabase Open(StoreAddress address) =>
        address.PostgreSql is { } postgres ? new PostgreSqlAccounts(postgres)
        : new SqliteAccounts(address.File ?? throw new InvalidOperationException("Accounts live in SQLite or PostgreSQL."));

    private static void Use(IServiceProvider services, DbContextOptionsBuilder builder)
    {
        services.GetRequiredService<AccountsDatabase>().Use(builder);
        // Parameters hold addresses, and exceptions are answered and logged elsewhere.
        builder.EnableSensitiveDataLogging(sensitiveDataLoggingEnabled: false)
            .ConfigureWarnings(w => w.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
    }

    private static void Configure(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        // EmailAddress decides; Identity's own list knows ASCII letters only.
        options.User.AllowedUserNameCharacters = "";
        // LoginThrottle counts, for unknown names as well.
        options.Lockout.AllowedForNewUsers = false;
        options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
    }
}
