using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Bench.Apps;

/// <summary>
/// The least that a middleware can do: it finds a ready user under the cookie's text. No expiry, no logout elsewhere, no store, one principal for all
/// requests. Nothing that authenticates is faster; it is what the others are measured against, not one of them.
/// </summary>
internal static class DictionaryApp
{
    private const string Cookie = "id";

    public static WebApplication Build()
    {
        var users = new ConcurrentDictionary<string, ClaimsPrincipal>(StringComparer.Ordinal);
        return BenchApp.Build(null, app =>
        {
            app.Use((HttpContext context, RequestDelegate next) =>
            {
                if (context.Request.Cookies[Cookie] is { } id && users.TryGetValue(id, out ClaimsPrincipal? user))
                {
                    context.User = user;
                }

                return next(context);
            });
            app.MapGet("/id", context => BenchApp.AnswerAsync(context, context.User.FindFirstValue(ClaimTypes.NameIdentifier)));
            app.MapPost("/login", (HttpContext context, string user = BenchApp.UserId) =>
            {
                string id = RandomNumberGenerator.GetHexString(64);
                users[id] = Person.Of(user);
                context.Response.Cookies.Append(Cookie, id);
            });
        });
    }
}
