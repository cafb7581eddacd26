using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>
/// Lets handlers of other schemes answer their own addresses: the way back from an external login (<c>/signin-google</c>). The framework
/// does this in UseAuthentication, whose place UseCloakroom takes. Such an address is reached from another site by design and protects
/// itself, so it is asked ahead of the origin check.
/// </summary>
internal sealed class RemoteSignIn(IAuthenticationSchemeProvider schemes)
{
    private readonly Lazy<Task<bool>> _any = new(async () => (await schemes.GetRequestHandlerSchemesAsync()).Any());

    /// <summary>Whether there is such a scheme at all.</summary>
    public bool IsPossible => !_any.Value.IsCompletedSuccessfully || _any.Value.Result;

    /// <summary>Whether one of them has answered.</summary>
    public async Task<bool> AnswersAsync(HttpContext context)
    {
        IAuthenticationHandlerProvider handlers = context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        foreach (AuthenticationScheme scheme in await schemes.GetRequestHandlerSchemesAsync())
        {
            if (await handlers.GetHandlerAsync(context, scheme.Name) is IAuthenticationRequestHandler handler && await handler.HandleRequestAsync())
            {
                return true;
            }
        }

        return false;
    }
}
