using Cloakroom.Server.Doctor.Probe;
using Cloakroom.Server.Languages;
using Cloakroom.Server.Proxies;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;

namespace Cloakroom.Server.Pages;

/// <summary>Adds the pages that a person sees. They only read: every form posts to the JSON endpoints.</summary>
internal static class PagesRegistration
{
    /// <summary>Adds what the pages need.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        // Named, because the entry assembly is another one under a test host.
        services.AddRazorPages(options =>
            {
                options.Conventions.AddPageRouteModelConvention("/Status", Hide);
                options.Conventions.AddPageRouteModelConvention("/Resume", Hide);
            })
            .AddApplicationPart(typeof(PagesRegistration).Assembly);
        services.AddSingleton<PageTexts>();
        services.AddSingleton<PageWriter>();
        services.AddSingleton<ReturnPlaces>();
        services.AddSingleton<StatusPage>();
        services.AddSingleton<IRefusalPage>(p => p.GetRequiredService<StatusPage>());
        return services;
    }

    /// <summary>Serves the assets, and a page for every refusal of a navigation. Belongs ahead of <c>UseCloakroom</c>, so that an asset asks no store.</summary>
    public static void UsePages(this WebApplication app)
    {
        StatusPage page = app.Services.GetRequiredService<StatusPage>();
        app.UseStatusCodePages(context => page.WriteAsync(context.HttpContext, reason: null));
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedFileProvider(typeof(Assets).Assembly, Assets.Folder),
            RequestPath = Assets.Path,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = Assets.CacheControl(file.Context.Request),
        });
    }

    /// <summary>Maps <c>/</c>, <c>/login</c>, <c>/register</c> and those of the account, for reading only, and <c>/doctor</c>, which takes a line to judge.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapRazorPages().Add(page => page.Metadata.Add(new HttpMethodMetadata(
            page.Metadata.OfType<PageActionDescriptor>().Any(p => p.ViewEnginePath == DoctorModel.ViewPath)
                ? [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post] : [HttpMethods.Get, HttpMethods.Head])));
        app.MapProbe();
    }

    // Rendered in place of another answer; no address leads to it.
    private static void Hide(PageRouteModel page)
    {
        foreach (AttributeRouteModel route in page.Selectors.Select(s => s.AttributeRouteModel).OfType<AttributeRouteModel>())
        {
            route.SuppressPathMatching = true;
        }
    }
}
