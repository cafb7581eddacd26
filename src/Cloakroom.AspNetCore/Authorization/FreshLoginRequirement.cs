using System.Globalization;
using Microsoft.AspNetCore.Authorization;

namespace Cloakroom;

/// <summary>
/// The person proved who they are within this time (ASVS 7.5.1). Read from the claim <c>auth_time</c>, so that it holds for a session and
/// for a token that another service verifies by itself.
/// </summary>
/// <param name="maxAge">How long ago at most.</param>
internal sealed class FreshLoginRequirement(TimeSpan maxAge) : IAuthorizationRequirement
{
    public TimeSpan MaxAge { get; } = maxAge;

    public override string ToString() => $"A login within {MaxAge}";
}

/// <summary>Compares the time of the login with the clock.</summary>
internal sealed class FreshLoginHandler(TimeProvider time) : AuthorizationHandler<FreshLoginRequirement>
{
    // The claim has whole seconds, cut off: the person may have been up to a second later than it says.
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(1);

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, FreshLoginRequirement requirement)
    {
        if (long.TryParse(context.User.FindFirst("auth_time")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds) < requirement.MaxAge + Precision)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
