using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Cloakroom.Server.External;

/// <summary>Begins a login at a provider.</summary>
internal sealed class ExternalStart(FlowState states, Deployment deployment, TimeProvider time)
{
    /// <summary>The address to send the browser to (OpenID Connect Core 3.1.2.1); null while the provider is away. Gives the browser its secret.</summary>
    public async Task<string?> BeginAsync(HttpContext context, ExternalProvider provider, FlowPurpose purpose, string userId, string back)
    {
        if (await provider.Discovery.GetAsync(context.RequestAborted) is not { } known)
        {
            return null;
        }

        var browser = BrowserSecret.OfOrNew(context.Request, deployment);
        browser.Give(context.Response, deployment);
        var flow = new Flow(RandomNumberGenerator.GetBytes(Flow.IdLength), provider.Name, purpose, browser.Digest(), time.GetUtcNow(), back) { UserId = userId };
        return Address(known, provider, flow, browser);
    }

    private string Address(OpenIdConnectConfiguration known, ExternalProvider provider, Flow flow, BrowserSecret browser)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = provider.Options.ClientId,
            ["redirect_uri"] = deployment.Origin.Serialized + provider.CallbackPath,
            ["scope"] = provider.Options.Scopes,
            ["state"] = states.Write(flow),
            ["nonce"] = flow.Nonce(browser),
            ["code_challenge"] = flow.Challenge(browser),
            ["code_challenge_method"] = "S256",
        };
        if (flow.Purpose == FlowPurpose.Renew)
        {
            // Asked again, and told when: with max_age the token must have auth_time.
            query["prompt"] = "login";
            query["max_age"] = ((int)IdTokens.RenewedWithin.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return QueryHelpers.AddQueryString(known.AuthorizationEndpoint, query);
    }
}
