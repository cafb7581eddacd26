using Cloakroom.Tests.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Tokens.Client;

/// <summary>An API at another origin, which tells what it was shown, sends clients on, and refuses tokens.</summary>
internal static class ForeignApi
{
    public static Task<TestApp> StartAsync() => new TestApp
    {
        OnKestrel = true,
        // Ahead of Cloakroom: a plain program of somebody else.
        BeforeCloakroom = a => a.Use((HttpContext context, RequestDelegate _) => AnswerAsync(context)),
    }.StartAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        HttpResponse response = context.Response;
        if (request.Query["to"] is [{ } target])
        {
            (response.StatusCode, response.Headers.Location) = (int.Parse(request.Query["status"].ToString()), target);
        }
        else if (request.Path == "/refuse" || (request.Path == "/refuse-once" && request.Headers.Authorization == request.Query["first"]))
        {
            (response.StatusCode, response.Headers.WWWAuthenticate) = (401, "Bearer realm=\"api\", error=\"invalid_token\"");
        }
        else if (request.Path == "/own")
        {
            (response.StatusCode, response.Headers.WWWAuthenticate) = (401, "Bearer realm=\"api\", error=\"insufficient_scope\"");
        }
        else
        {
            using var body = new StreamReader(request.Body);
            await response.WriteAsync($"{request.Method} {request.Headers.Authorization} {await body.ReadToEndAsync()}");
        }
    }
}
