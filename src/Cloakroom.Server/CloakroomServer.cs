using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Server.Admin;
using Cloakroom.Server.Answers;
using Cloakroom.Server.Events;
using Cloakroom.Server.External;
using Cloakroom.Server.ForwardAuth;
using Cloakroom.Server.HandOver;
using Cloakroom.Server.Health;
using Cloakroom.Server.Languages;
using Cloakroom.Server.Mail;
using Cloakroom.Server.Monitoring;
using Cloakroom.Server.Pages;
using Cloakroom.Server.Passkeys;
using Cloakroom.Server.Proxies;
using Cloakroom.Server.Settings;
using Cloakroom.Server.Start;
using Cloakroom.Server.Stopping;
using Cloakroom.Server.Webhooks;

namespace Cloakroom.Server;

/// <summary>The server, put together: read it from top to bottom.</summary>
internal static class CloakroomServer
{
    /// <summary>Makes the application, with all files opened and checked, ready to listen.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="replace">Replaces parts, for tests.</param>
    /// <exception cref="StartRefusedException">A setting is wrong, or the accounts cannot be opened.</exception>
    /// <exception cref="StoreStartException">The store cannot be opened.</exception>
    public static WebApplication Build(Arguments arguments, Action<IServiceCollection>? replace = null)
    {
        WebApplicationBuilder builder = Configuration.CreateBuilder(arguments);
        ServerOptions options = ServerSettings.Read(builder.Configuration);
        builder.AddLines();
        builder.AddTelemetry(options);
        builder.ListenWherePublicUrlSays(options);
        builder.WebHost.ConfigureKestrel(Limits.Set);
        builder.AddDraining(options);
        builder.Services.AddSingleton(options).AddSingleton(options.Library);
        builder.Services.AddCloakroom().AddStore(options);
        builder.Services.AddDataProtectionInStore("Cloakroom");
        builder.Services.AddAccounts();
        builder.Services.AddExternal();
        builder.Services.AddHandOver();
        builder.Services.AddEvents();
        builder.Services.AddWebhooks();
        builder.Services.AddAdmin();
        builder.Services.AddRecovery();
        builder.Services.AddMail();
        builder.Services.AddPasskeys();
        builder.Services.AddForwardAuth();
        builder.Services.AddPages();
        // After all that reads something at the start, and before the web server.
        builder.Services.AddHostedService<FirstLook>();
        builder.Services.AddHostedService<ManagerNotice>();
        replace?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        app.Services.OpenFiles();
        app.UseMiddleware<RequestSpan>();
        app.UseTrustedProxies();
        app.UseMiddleware<Farewell>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<LastResort>();
        app.UseLanguages();
        app.UseMiddleware<Framing>();
        app.UseForwardAuth();
        app.UsePages();
        app.UseRouting();
        app.UseCloakroom();
        app.UseMiddleware<LogoutNote>();
        app.MapCloakroom();
        app.MapAccounts();
        app.MapFactors();
        app.MapExternal();
        app.MapHandOver();
        app.MapAdmin();
        app.MapRecovery();
        app.MapPasskeys();
        app.MapHealth();
        app.MapPages();
        return app;
    }
}
