using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Bench.Apps;

/// <summary>The framework's antiforgery token, and nothing that says who the user is: less than what it is compared with.</summary>
internal static class AntiforgeryApp
{
    public const string Header = "X-XSRF-TOKEN";

    public static WebApplication Build(string keys) => BenchApp.Build(
        services =>
        {
            services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(keys));
            services.AddAntiforgery(o => o.HeaderName = Header);
        },
        app =>
        {
            IAntiforgery antiforgery = app.Services.GetRequiredService<IAntiforgery>();
            app.MapPost("/login", (HttpContext context) => antiforgery.GetAndStoreTokens(context).RequestToken ?? "");
            app.MapPost("/checked", async (HttpContext context) =>
                await BenchApp.AnswerAsync(context, await antiforgery.IsRequestValidAsync(context) ? BenchApp.UserId : null));
        });
}
