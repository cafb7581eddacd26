using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>A login that is too old is not a lack of rights: it is answered with <c>fresh_login_required</c>, everything else as the framework does.</summary>
internal sealed class AuthorizationAnswers(CloakroomOptions? options = null) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _framework = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        ArgumentNullException.ThrowIfNull(authorizeResult);
        return authorizeResult is { Forbidden: true, AuthorizationFailure.FailedRequirements: var failed } && MaxAge(failed) is { } maxAge
            ? Challenge.FreshLoginAsync(context, options, maxAge)
            : _framework.HandleAsync(next, context, policy, authorizeResult);
    }

    // Null when anything else is missing too: a new login would not help.
    private static TimeSpan? MaxAge(IEnumerable<IAuthorizationRequirement> failed)
    {
        TimeSpan? least = null;
        foreach (IAuthorizationRequirement requirement in failed)
        {
            if (requirement is not FreshLoginRequirement { MaxAge: var age })
            {
                return null;
            }

            least = least is { } other && other < age ? other : age;
        }

        return least;
    }
}
