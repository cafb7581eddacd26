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

    private Demand? _elsewhere;
    private Parts _parts = policies is NamedPolicies ? Parts.Unknown : Parts.Foreign;

    private enum Parts
    {
        Unknown,
        Known,
        Foreign,
    }

    public Task InvokeAsync(HttpContext context) => _parts != Parts.Foreign && IsPlainlyMet(context, RequestSession.In(context)) ? next(context) : framework(context);

    private bool IsPlainlyMet(HttpContext context, RequestSession? request)
    {
        Demand demand = DemandOf(context.GetEndpoint(), request);
        if (demand.IsNothing)
        {
            return true;
        }

        if (!demand.IsPlain || request is null || !AreKnown(context) || request.AskPlainly(context) is not { } session || !demand.IsMetBy(session.User))
        {
            return false;
        }

        context.Items[Key] = Mark;
        return true;
    }

    private Demand DemandOf(Endpoint? endpoint, RequestSession? request)
    {
        if (endpoint is null)
        {
            return _elsewhere ??= Demand.Of(endpoint, policies);
        }

        EndpointMarks marks = request?.MarksOf(endpoint) ?? EndpointMarks.Of(endpoint);
        return marks.Demand ??= Demand.Of(endpoint, policies);
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
