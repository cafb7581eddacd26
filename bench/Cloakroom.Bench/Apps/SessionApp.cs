using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Bench.Apps;

/// <summary>The framework's session state with the user's ID in it, loaded asynchronously as its documentation asks.</summary>
internal static class SessionApp
{
    private const string Key = "user";

    public static WebApplication Build(string keys, IDistributedCache cache) => BenchApp.Build(
        services =>
        {
            services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(keys));
            services.AddSingleton(cache);
            services.AddSession();
        },
        app =>
        {
            app.UseSession();
            app.MapGet("/id", async (HttpContext context) =>
            {
                await context.Session.LoadAsync(context.RequestAborted);
                await BenchApp.AnswerAsync(context, context.Session.GetString(Key));
            });
            app.MapPost("/login", (HttpContext context, string user = BenchApp.UserId) => context.Session.SetString(Key, user));
        });
}
