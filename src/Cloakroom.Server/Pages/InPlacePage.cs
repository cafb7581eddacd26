namespace Cloakroom.Server.Pages;

/// <summary>The answer to a form that is a page itself, because what it shows is shown once and kept nowhere.</summary>
/// <param name="path">The page by its path under <c>Pages</c>.</param>
/// <param name="shown">What the page shows, for it to find among the features of the request.</param>
internal sealed class InPlacePage<T>(string path, T shown) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        Identity.MarkDependent(httpContext.Response.Headers);
        httpContext.Features.Set(shown);
        return httpContext.RequestServices.GetRequiredService<PageWriter>().WriteAsync(httpContext, path);
    }
}
