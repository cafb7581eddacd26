using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>
/// Maps endpoints that look at the request themselves. The framework's own way reads the parameters of a method by reflection and compiles code for
/// each endpoint while the application starts: most of what this library cost a start, and not possible where nothing is compiled at run time.
/// </summary>
internal static class Answering
{
    public static IEndpointConventionBuilder MapAnswer(this IEndpointRouteBuilder endpoints, string method, string path, Func<HttpContext, IResult> answer)
    {
        RequestDelegate handler = context => answer(context).ExecuteAsync(context);
        return endpoints.MapMethods(path, [method], handler);
    }

    public static IEndpointConventionBuilder MapAnswer(this IEndpointRouteBuilder endpoints, string method, string path, Func<HttpContext, Task<IResult>> answer)
    {
        RequestDelegate handler = async context => await (await answer(context)).ExecuteAsync(context);
        return endpoints.MapMethods(path, [method], handler);
    }

    /// <summary>The part of the address that the pattern names.</summary>
    public static string PartOfPath(this HttpContext context, string name) => context.GetRouteValue(name) as string ?? "";

    public static T Service<T>(this HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}
