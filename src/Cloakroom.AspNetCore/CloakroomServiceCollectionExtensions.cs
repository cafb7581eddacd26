using Cloakroom;
using Cloakroom.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Cloakroom to an application.</summary>
public static class CloakroomServiceCollectionExtensions
{
    /// <summary>
    /// Adds sessions, their authentication scheme and the endpoint parameters <see cref="Session"/>, <see cref="SessionData"/> and
    /// <see cref="ISessions"/>. Choose a store on the result; without one sessions live in memory and end with the process.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Changes settings after the configuration was read.</param>
    public static CloakroomBuilder AddCloakroom(this IServiceCollection services, Action<CloakroomOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        StartWarmUp.Begin();
        services.TryAddSingleton<TimeProvider>(_ => new SteadyClock(TimeProvider.System));
        services.TryAddSingleton<ISessionStore>(p => new MemorySessionStore());
        services.TryAddSingleton(p => ReadOptions(p.GetRequiredService<IConfiguration>(), configure));
        services.TryAddSingleton<StoreReporter>();
        services.TryAddSingleton(p => new SessionEngine(
            p.GetRequiredService<ISessionStore>(), p.GetRequiredService<CloakroomOptions>().Session, p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<StoreReporter>().Write, p.GetRequiredService<CloakroomOptions>().HasJournal ? p.GetRequiredService<RevocationFile>() : null,
            p.GetRequiredService<CloakroomOptions>().Token, p.GetRequiredService<HookCalls>()));
        services.TryAddSingleton(p => new HookCalls(
            p.GetServices<ISessionHooks>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<StoreReporter>().HookFailed));
        services.TryAddSingleton(p => RevocationFile.Open(p.GetRequiredService<CloakroomOptions>().Journal ?? ""));
        services.TryAddSingleton<Deployment>();
        services.TryAddSingleton(p => SigningKeys.Open(
            p.GetRequiredService<ISessionStore>(), p.GetRequiredService<CloakroomOptions>().Keys, p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<TokenDesk>();
        services.TryAddSingleton<CrossOriginCheck>();
        services.TryAddSingleton<ArrivalWatch>();
        services.TryAddSingleton(p => new RefreshTokens(
            p.GetRequiredService<SessionEngine>(), p.GetRequiredService<CloakroomOptions>().Token, p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<TokenAccess>();
        services.TryAddSingleton<SessionEnds>();
        services.TryAddSingleton<RevocationFeed>();
        services.TryAddSingleton<Recognition>();
        services.TryAddSingleton<SessionCarriers>();
        services.TryAddScoped(p => new Refreshing(
            p.GetRequiredService<SessionEngine>(), p.GetRequiredService<RefreshTokens>(), p.GetRequiredService<TokenAccess>(), p.GetService<IRefreshUsers>()));
        services.TryAddScoped(p => new Confirmation(p.GetRequiredService<SessionEngine>(), p.GetService<IRefreshUsers>()));
        services.TryAddSingleton<RemoteSignIn>();
        services.AddHostedService<Housekeeping>();
        services.AddHostedService<KeyKeeper>();
        services.TryAddScoped<CurrentRequest>();
        services.TryAddScoped<ISessions, RequestSessions>();
        services.TryAddScoped(p => RequestSession.Required(p.GetRequiredService<CurrentRequest>().Context));
        services.TryAddScoped(p => p.GetRequiredService<SessionEngine>().Data is { } data
            ? new SessionData(data, p.GetRequiredService<Session>())
            : throw new InvalidOperationException("The session store has no data capability; implement ISessionDataStore."));
        // Not AddAuthentication: it brings Data Protection, which writes a key file that nothing here needs.
        services.AddAuthenticationCore(o => o.DefaultScheme = CloakroomDefaults.AuthenticationScheme);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, CloakroomHandler>(
            CloakroomDefaults.AuthenticationScheme, displayName: null, configureOptions: null);
        services.AddNamedPolicies();
        return new CloakroomBuilder(services);
    }

    private static CloakroomOptions ReadOptions(IConfiguration configuration, Action<CloakroomOptions>? configure)
    {
        var options = new CloakroomOptions();
        List<string> problems = [.. SettingsReader.Apply(configuration.GetSection(SettingsReader.Section), LibrarySettings.Table, options)];
        configure?.Invoke(options);
        problems.AddRange(options.Validate());
        return problems.Count == 0 ? options
            : throw new OptionsValidationException(nameof(CloakroomOptions), typeof(CloakroomOptions), problems);
    }
}
