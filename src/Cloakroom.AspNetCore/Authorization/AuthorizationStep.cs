using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>
/// Says yes where the answer is plain, and leaves everything else to the framework: who asks for nothing gets it, and a session that is there
/// meets "signed in" and "in this role". It never says no. What an application has put in the place of the framework's own parts is asked
/// as ever (docs/decisions/0134).
/// </summary>
/// <param name="next">What is authorized.</param>
/// <param name="framework">The framework's authorization, which goes on there.</param>
/// <param name="policies">What the names of policies mean.</param>
internal sealed class AuthorizationStep(RequestDelegate next, RequestDelegate framework, IAuthorizationPolicyProvider policies)
{
    // What the framework's own middleware leaves for its endpoint middleware, which refuses to run an endpoint that nobody has authorized.
    private const string Key = "__AuthorizationMiddlewareWithEndpointInvoked";

    private static readonly object Mark = new();

    private readonly ConditionalWeakTable<Endpoint, Demand> _demands = [];
    private Demand? _elsewhere;
    private Parts _parts = policies is NamedPolicies ? Parts.Unknown : Parts.Foreign;

    private enum Parts
    {
        Unknown,
        Known,
        Foreign,
    }

    public Task InvokeAsync(HttpContext context) =>
        _parts != Parts.Foreign && DemandOf(context.GetEndpoint()) is { IsPlain: true } demand && IsMet(context, demand) ? next(context) : framework(context);

    private Demand DemandOf(Endpoint? endpoint) =>
        endpoint is null ? _elsewhere ??= Demand.Of(endpoint, policies)
        : _demands.TryGetValue(endpoint, out Demand? known) ? known : _demands.GetValue(endpoint, e => Demand.Of(e, policies));

    private bool IsMet(HttpContext context, Demand demand)
    {
        if (demand.IsNothing)
        {
            return true;
        }

        if (RequestSession.In(context) is not { } request || !AreKnown(context) || request.AskPlainly(context) is not { } session || !demand.IsMetBy(session.User))
        {
            return false;
        }

        context.Items[Key] = Mark;
        return true;
    }

    // Looked at once, and not before there is a request: handlers may be made for each.
    private bool AreKnown(HttpContext context)
    {
        if (_parts == Parts.Unknown)
        {
            IServiceProvider services = context.RequestServices;
            bool areKnown = services.GetRequiredService<IAuthorizationMiddlewareResultHandler>() is AuthorizationAnswers
                && IsOf<DefaultAuthorizationService>(services.GetRequiredService<IAuthorizationService>())
                && IsOf<DefaultAuthorizationService>(services.GetRequiredService<IAuthorizationHandlerProvider>())
                && IsOf<DefaultAuthorizationService>(services.GetRequiredService<IAuthorizationHandlerContextFactory>())
                && IsOf<DefaultAuthorizationService>(services.GetRequiredService<IAuthorizationEvaluator>())
                && IsOf<PolicyEvaluator>(services.GetRequiredService<IPolicyEvaluator>())
                // Any other handler may refuse whatever it likes.
                && services.GetServices<IAuthorizationHandler>().All(h => h is PassThroughAuthorizationHandler or FreshLoginHandler);
            _parts = areKnown ? Parts.Known : Parts.Foreign;
        }

        return _parts == Parts.Known;
    }

    private static bool IsOf<TFramework>(object part) => part.GetType().Assembly == typeof(TFramework).Assembly;
}
