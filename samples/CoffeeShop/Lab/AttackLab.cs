using Cloakroom;
using Cloakroom.Csrf;
using Microsoft.Extensions.FileProviders;

namespace CoffeeShop.Lab;

/// <summary>The lab: the shop at an address with a sibling, other sites that attack it, and a page that shows what becomes of it.</summary>
internal static class AttackLab
{
    private const string Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void AddLab(this WebApplicationBuilder builder)
    {
        var sites = LabSites.From(builder.Configuration);
        builder.Configuration["Cloakroom:PublicUrl"] = sites.Shop;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(sites.ShopPort));
        builder.Services.AddSingleton(sites).AddSingleton<Experiment>().AddHostedService<OtherSites>();
    }

    public static void UseLab(this WebApplication app)
    {
        app.UseFileServer(new FileServerOptions
        {
            RequestPath = "/lab",
            FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "Lab", "pages")),
            StaticFileOptions = { OnPrepareResponse = file => file.Context.Response.Headers.ContentSecurityPolicy = Policy },
        });
        app.UseMiddleware<Blindfold>();
        // The method is changed above: only now is it known which endpoint it leads to.
        app.UseRouting();
    }

    public static void MapLab(this WebApplication app)
    {
        // A login by form: it is what another site uses to make you somebody else.
        app.MapPost("/login", async (HttpRequest request, ISessions sessions) => request.Form["name"] == "mallory" && request.Form["password"] == "gotcha"
            ? await sessions.SignInAsync(new SessionUser("mallory")) : Results.Unauthorized());

        app.MapGet("/lab/sites", (LabSites sites) => sites);
        app.MapPost("/lab/begin", BeginAsync);
        app.MapGet("/lab/outcome", (int run, Experiment experiment, GiftCards cards, ISessions sessions) => new
        {
            Arrival = experiment.ArrivalOf(run),
            Lost = GiftCards.Full - cards.PointsOf("42"),
            User = sessions.Current?.UserId,
        });
        LabSites sites = app.Services.GetRequiredService<LabSites>();
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(
            $"The lab:       {sites.Shop}/lab/\nA sibling:     {sites.Blog}\nAnother site:  {sites.Evil}\nPorts change by --Lab:Shop, --Lab:Blog and --Lab:Evil."));
    }

    // Everything as at the start: full cards, and the victim freshly logged in, so that the cookie is as the defences want it; or logged out.
    private static async Task<object> BeginAsync(Beginning wanted, Experiment experiment, GiftCards cards, ISessions sessions)
    {
        cards.FillAll();
        int run = experiment.Begin(wanted.Defences);
        if (wanted.Visitor)
        {
            await sessions.SignOutAsync();
        }
        else
        {
            await sessions.SignInAsync(new SessionUser("42"));
        }

        // What the attacker gets who asks for a token in a session of their own.
        return new { run, token = CsrfToken.Create(SessionId.Create()) };
    }

    private sealed record Beginning(Defences Defences, bool Visitor);
}
