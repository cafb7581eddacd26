using Cloakroom;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Accepts the access tokens of a Cloakroom elsewhere.</summary>
public static class CloakroomTokensExtensions
{
    /// <summary>The name of the authentication scheme, which becomes the default one: <c>CloakroomTokens</c>.</summary>
    public const string AuthenticationScheme = "CloakroomTokens";

    /// <summary>
    /// Adds a scheme that verifies the access tokens (RFC 9068) of the Cloakroom at this address, from the header Authorization or the
    /// cookie of the carrier <c>jwt-cookie</c>, without asking it: it reads the discovery document and the keys, and listens to the feed of
    /// revocations, so that a token is refused within a second of the logout. While that feed is cut, answers are 503.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="authority">The public address of the issuer, for example <c>https://auth.example</c>.</param>
    /// <param name="configure">Changes what is not as it should be by default.</param>
    /// <exception cref="OptionsValidationException">An option is out of range; the message says which and what to do.</exception>
    public static IServiceCollection AddCloakroomTokens(this IServiceCollection services, string authority, Action<CloakroomTokensOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new CloakroomTokensOptions { Authority = authority };
        configure?.Invoke(options);
        string[] problems = [.. options.Validate()];
        if (problems.Length > 0)
        {
            throw new OptionsValidationException(nameof(CloakroomTokensOptions), typeof(CloakroomTokensOptions), problems);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(p => new Issuer(options, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OfflineCredentials>();
        services.AddHostedService<IssuerWatch>();
        services.AddAuthenticationCore(o => o.DefaultScheme ??= AuthenticationScheme);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, OfflineHandler>(AuthenticationScheme, displayName: null, configureOptions: null);
        services.AddNamedPolicies();
        return services;
    }
}
