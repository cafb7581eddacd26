using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;

namespace Cloakroom.Server.Pages;

/// <summary>Renders a page as the answer to a request for another address. Nothing is authenticated or routed a second time.</summary>
internal sealed class PageWriter(IActionDescriptorCollectionProvider actions, PageLoader loader, IActionInvokerFactory invokers)
{
    /// <param name="context">The request.</param>
    /// <param name="path">The page by its path under <c>Pages</c>, for example <c>/Status</c>.</param>
    public async Task WriteAsync(HttpContext context, string path)
    {
        PageActionDescriptor page = actions.ActionDescriptors.Items.OfType<PageActionDescriptor>().First(p => p.ViewEnginePath == path);
        ActionDescriptor action = await loader.LoadAsync(page, EndpointMetadataCollection.Empty);
        IActionInvoker invoker = invokers.CreateInvoker(new ActionContext(context, new RouteData(), action))
            ?? throw new InvalidOperationException($"The page {path} cannot be invoked.");
        await invoker.InvokeAsync();
    }
}
